import { ContextMenu as RadixContext, DropdownMenu as RadixMenu } from 'radix-ui';
import { useRef, type ReactElement, type ReactNode } from 'react';
import { stayPut } from './stay-put.ts';

export type MenuEntry =
  | {
      readonly kind: 'item';
      /** Tells entries of the same label apart while the menu is open. */
      readonly id?: string;
      readonly label: string;
      readonly icon?: ReactNode;
      readonly danger?: boolean;
      readonly disabled?: boolean;
      onSelect: () => void;
    }
  | {
      readonly kind: 'check';
      readonly id?: string;
      readonly label: string;
      readonly checked: boolean;
      readonly disabled?: boolean;
      onChange: (checked: boolean) => void;
    }
  | { readonly kind: 'separator' }
  | { readonly kind: 'heading'; readonly label: string };

/** The components that Radix's two kinds of menu share. */
type Parts = Pick<typeof RadixMenu, 'Item' | 'CheckboxItem' | 'ItemIndicator' | 'Separator' | 'Label'>;

/** A key for each entry that stays with it when others come or go. */
function keysOf(entries: readonly MenuEntry[]): string[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const name = entry.kind === 'separator' ? '' : ('id' in entry && entry.id) || entry.label;
    const key = `${entry.kind} ${name}`;
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return `${key} ${before}`;
  });
}

function Entries({ entries, parts }: { readonly entries: readonly MenuEntry[]; readonly parts: Parts }) {
  const { Item, CheckboxItem, ItemIndicator, Separator, Label } = parts;
  const keys = keysOf(entries);
  return entries.map((entry, index) => {
    const key = keys[index];
    switch (entry.kind) {
      case 'separator':
        return <Separator key={key} className="menu-separator" />;
      case 'heading':
        return (
          <Label key={key} className="menu-heading">
            {entry.label}
          </Label>
        );
      case 'check':
        return (
          <CheckboxItem
            key={key}
            className="menu-item"
            checked={entry.checked}
            disabled={entry.disabled ?? false}
            onCheckedChange={entry.onChange}
          >
            <span className="menu-icon">
              <ItemIndicator>✓</ItemIndicator>
            </span>
            {entry.label}
          </CheckboxItem>
        );
      case 'item':
        return (
          <Item
            key={key}
            className="menu-item"
            data-danger={entry.danger === true || undefined}
            disabled={entry.disabled ?? false}
            onSelect={() => entry.onSelect()}
          >
            {entry.icon !== undefined && <span className="menu-icon">{entry.icon}</span>}
            {entry.label}
          </Item>
        );
    }
  });
}

interface MenuProps {
  /** The button that opens the menu; it must accept a ref and props. */
  readonly trigger: ReactElement;
  readonly entries: readonly MenuEntry[];
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  onOpenChange?: (open: boolean) => void;
}

/** A drop-down menu. It is non-modal because Radix's modal menus inject a <style>, which the CSP blocks. */
export function Menu({ trigger, entries, align = 'end', side = 'bottom', onOpenChange }: MenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const byPointer = useRef(false);
  const lastInput = {
    onPointerDownCapture: () => {
      byPointer.current = true;
    },
    onKeyDownCapture: () => {
      byPointer.current = false;
    },
  };
  // Radix moves the focus to the button, so pressing Space to play would open the menu again. After blurring, Tab still
  // continues from the button.
  const giveUpFocus = (): void => {
    if (byPointer.current) queueMicrotask(() => button.current?.blur());
  };
  return (
    <RadixMenu.Root modal={false} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <RadixMenu.Trigger asChild ref={button} {...lastInput}>
        {trigger}
      </RadixMenu.Trigger>
      <RadixMenu.Portal>
        <RadixMenu.Content
          ref={stayPut}
          className="menu"
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={giveUpFocus}
          {...lastInput}
        >
          <Entries entries={entries} parts={RadixMenu} />
        </RadixMenu.Content>
      </RadixMenu.Portal>
    </RadixMenu.Root>
  );
}

interface ContextMenuProps {
  readonly entries: readonly MenuEntry[];
  /** A single element that accepts a ref and props. */
  readonly children: ReactElement;
}

/** A context menu, opened by a right click or the Menu key. */
export function ContextMenu({ entries, children }: ContextMenuProps) {
  return (
    <RadixContext.Root modal={false}>
      <RadixContext.Trigger asChild>{children}</RadixContext.Trigger>
      <RadixContext.Portal>
        <RadixContext.Content className="menu" collisionPadding={8}>
          <Entries entries={entries} parts={RadixContext} />
        </RadixContext.Content>
      </RadixContext.Portal>
    </RadixContext.Root>
  );
}
