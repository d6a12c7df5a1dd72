import type { Attachment } from 'svelte/attachments';

/** What is wider than its place scrolls, and must do so without a mouse: a stop of its own, while it does. */
export function scrollStop(label: string): Attachment<HTMLElement> {
  return (element) => {
    const measure = () => {
      const scrolls =
        element.scrollWidth > element.clientWidth + 1 ||
        element.scrollHeight > element.clientHeight + 1;
      element.toggleAttribute('tabindex', scrolls);
      if (scrolls) {
        element.tabIndex = 0;
        element.setAttribute('role', 'group');
        element.setAttribute('aria-label', label);
      } else {
        element.removeAttribute('role');
        element.removeAttribute('aria-label');
      }
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  };
}
