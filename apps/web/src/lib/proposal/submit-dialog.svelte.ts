/** The submit dialog is one, whichever button opens it; each opening is a request of its own. */
class SubmitDialogState {
  open = $state(false);
  opened = $state(0);

  show(): void {
    this.opened += 1;
    this.open = true;
  }
}

export const submitDialog = new SubmitDialogState();
