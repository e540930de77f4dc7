import type { FailureCard } from '../../../deploy/events.ts';
import type { Phase } from '../../../deploy/report/report-data.ts';
import { formatPosition } from '../../../errors.ts';
import { plural } from '../../format.ts';
import { type Html, html } from './html.ts';

/** The cards of the stacks that failed, as the terminal shows them. */
export function failureCards({ timeline }: Phase): Html {
  const cards = [...timeline.stacks.values()].flatMap(({ card }) => card ?? []);
  return html`${cards.map(failureCard)}`;
}

function failureCard(card: FailureCard): Html {
  const { key, status, stackName, at, frame, suggestion } = card;
  return html`<section class="card"><h2>${key} <span class="status">${status}</span> <span class="quiet">${stackName}</span></h2>
${cause(card)}
${at === undefined ? undefined : html`<p class="place">${formatPosition(at)}</p>`}
${frame === undefined ? undefined : html`<pre>${frame.trimEnd()}</pre>`}
<p>Next: <code>${suggestion}</code></p>
${consoleLink(card)}</section>`;
}

/** What failed, why, who says so, and what is left of it. */
function cause(card: FailureCard): Html {
  const { title, path = [], logicalId, resourceType, reason, said = [], remains = [] } = card;
  const what = [...path, ...(logicalId === undefined ? [] : [logicalId])].join(' › ');
  const service = [card.service, card.requestId && `request ${card.requestId}`].filter(Boolean).join(', ');
  return html`${title === undefined ? undefined : html`<p><b>${title}</b></p>`}
${what === '' ? undefined : html`<p><b>${what}</b> <span class="quiet">${resourceType}</span></p>`}
<p class="reason">${reason}</p>
${service === '' ? undefined : html`<p class="quiet">${service}</p>`}
${said.length === 0 ? undefined : html`<p>It said:</p><pre>${said.join('\n')}</pre>`}
${remains.length === 0 ? undefined : html`<p>${plural(remains.length, 'resource')} still there:</p><ul>${remains.map(thing => html`<li>${thing}</li>`)}</ul>`}`;
}

/** Only what is a link to AWS's console: an address out of an event is data like any other. */
function consoleLink({ consoleUrl }: FailureCard): Html | undefined {
  if (consoleUrl === undefined || !consoleUrl.startsWith('https://')) return undefined;
  return html`<p><a href="${consoleUrl}">Events in the console</a></p>`;
}
