import type { Component } from 'svelte';

export interface MenuItem {
  label: string;
  icon?: Component<{ size?: number | string }>;
  href?: string;
  onselect?: () => void;
  danger?: boolean;
  /** Marks the chosen one among several. */
  checked?: boolean | undefined;
  disabledReason?: string | undefined;
  /** The keys that do the same. */
  keys?: string | undefined;
}

export interface MenuGroup {
  heading?: string;
  items: MenuItem[];
}
