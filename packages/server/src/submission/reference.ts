const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const places = 8;

/**
 * The reference of a submission, e.g. `KLUSTER-7F3K-9QXD-2`: the call, the application, its how-manieth
 * submission. It follows from the application's own random id, so it tells nobody how many others there are.
 */
export function referenceOf(callCode: string, proposalId: string, number: number): string {
  let value = BigInt(`0x${proposalId.replaceAll('-', '').slice(-12)}`);
  let text = '';
  for (let place = 0; place < places; place += 1) {
    text = `${alphabet[Number(value % 32n)]}${text}`;
    value /= 32n;
  }
  return `${callCode}-${text.slice(0, 4)}-${text.slice(4)}-${number}`;
}
