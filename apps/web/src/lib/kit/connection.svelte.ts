/** Whether this device reaches the server: the browser's own word, corrected by what requests meet. */
class Connection {
  #device = $state(typeof navigator === 'undefined' ? true : navigator.onLine);
  #server = $state(true);

  constructor() {
    if (typeof window === 'undefined') return;
    window.addEventListener('online', () => {
      this.#device = true;
    });
    window.addEventListener('offline', () => {
      this.#device = false;
    });
  }

  get online(): boolean {
    return this.#device && this.#server;
  }

  /** Told by the API client after each attempt. */
  reached(yes: boolean): void {
    this.#server = yes;
  }
}

export const connection = new Connection();
