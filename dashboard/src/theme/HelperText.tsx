import type { ComponentProps } from 'react';

/** What is said below a field: a refusal is read aloud when it comes, a hint only with its field. */
export function HelperText(props: ComponentProps<'p'>) {
  const isRefusal = props.className?.split(' ').includes('Mui-error') ?? false;
  // Another element, since an alert is read when it appears.
  return <p key={isRefusal ? 'refusal' : 'hint'} {...(isRefusal && { role: 'alert' })} {...props} />;
}
