export { freePort } from '@samspel/samspel/embedded/free-port';
