import type { FailureCard } from '../../../deploy/events.ts';
import type { Phase } from '../../../deploy/report/report-data.ts';
import { formatPosition } from '../../../errors.ts';
import { type Html, html } from './html.ts';

/** The cards of the stacks that failed, as the terminal shows them. */
export function failureCards({ timeline }: Phase): Html {
  const cards = [...timeline.stacks.values()].flatMap(({ card }) => card ?? []);
  return html`${cards.map(failureCard)}`;
}

function failureCard(card: FailureCard): Html {
  const { key, status, stackName, logicalId, resourceType, reason, at, frame, suggestion } = card;
  return html`<section class="card"><h2>${key} <span class="status">${status}</span> <span class="quiet">${stackName}</span></h2>
${logicalId === undefined ? undefined : html`<p><b>${logicalId}</b> <span class="quiet">${resourceType}</span></p>`}
<p class="reason">${reason}</p>
${at === undefined ? undefined : html`<p class="place">${formatPosition(at)}</p>`}
${frame === undefined ? undefined : html`<pre>${frame.trimEnd()}</pre>`}
<p>Next: <code>${suggestion}</code></p>
${consoleLink(card)}</section>`;
}

/** Only what is a link to AWS's console: an address out of an event is data like any other. */
function consoleLink({ consoleUrl }: FailureCard): Html | undefined {
  if (consoleUrl === undefined || !consoleUrl.startsWith('https://')) return undefined;
  return html`<p><a href="${consoleUrl}">Events in the console</a></p>`;
}
