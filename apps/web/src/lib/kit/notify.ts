import { toast } from 'svelte-sonner';

interface Options {
  description?: string;
  action?: { label: string; onClick: () => void };
}

/** Short words about something that happened. What must not be missed belongs on the page. */
export const notify = {
  done: (message: string, options: Options = {}) => toast.success(message, options),
  say: (message: string, options: Options = {}) => toast(message, options),
  /** Stays until it is closed. */
  problem: (message: string, options: Options = {}) =>
    toast.error(message, { ...options, duration: Number.POSITIVE_INFINITY }),
};
