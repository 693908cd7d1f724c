/** A section of the page. */
import type { ComponentChildren, JSX } from "preact";

/** The properties of a section. */
export interface SectionProps {
  /** Stable: scripts and links use it. */
  readonly id: string;
  /** What it is about, in a word. */
  readonly topic: string;
  /** What it says, in a sentence. */
  readonly title: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A section with its title. */
export function Section({ id, topic, title, children }: SectionProps): JSX.Element {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <header>
        <p class="topic">{topic}</p>
        <h2 id={`${id}-title`}>{title}</h2>
      </header>
      {children}
    </section>
  );
}
