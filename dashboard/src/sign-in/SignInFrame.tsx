import type { ReactNode } from 'react';
import { HelpLine } from '../components/HelpLine';
import { Brand } from '../shell/Brand';
import { Preferences } from '../shell/Preferences';

/** One card, at the same height whatever step it shows; none where a dialog stands in its place. It is drawn as index.html draws it, whose style it has. */
export function SignInFrame({ children }: { children?: ReactNode }) {
  return (
    <div className="lk-page">
      <header className="lk-top">
        <Brand />
      </header>
      {children !== undefined && <main className="lk-card">{children}</main>}
      <footer className="lk-foot">
        <HelpLine />
        <Preferences />
      </footer>
    </div>
  );
}
