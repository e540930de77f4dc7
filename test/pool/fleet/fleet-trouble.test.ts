import { expect } from 'chai';
import { SPOT_TAKEN } from '../../../scripts/pool/fleet/container-end.ts';
import { fleetTrouble, isShortage, neverStarted } from '../../../scripts/pool/fleet/fleet-trouble.ts';
import { fakeFleet } from '../../support/fake-fleet.ts';

const fleet = fakeFleet(() => 0);

describe('fleetTrouble', () => {
  const causes: readonly [reason: string, hint: RegExp][] = [
    [
      'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref registry/app-crew:abc: not found',
      /Is there an image registry\/app-crew:abc\?.*ImageTag/,
    ],
    [
      'CannotPullContainerError: Error response from daemon: Get https://registry/v2/: net/http: request canceled while waiting for connection: i/o timeout',
      /Egress public/,
    ],
    ['ResourceInitializationError: unable to pull registry auth from Amazon ECR', /Egress public/],
    [
      "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'",
      /built for x86_64/,
    ],
    ['ECS was unable to assume the role that was provided for this task', /deploy the pool and crew again/],
    [
      'ResourceInitializationError: failed to create the log stream: AccessDeniedException: not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:x',
      /execution role of stack crew lacks a right/,
    ],
    ['ecs:RunTask: AccessDeniedException: no', /client policy/],
    [
      'Essential container in task exited: OutOfMemoryError: killed: exit code 137',
      /more than the Memory of stack crew/,
    ],
    ['ecs:RunTask: ClientException: Unable to find task definition: app-crew', /stack crew changed/],
    ['Essential container in task exited: exit code 1', /log group app-crew-Logs/],
  ];
  for (const [reason, hint] of causes) {
    it(`knows what to do about: ${reason.slice(0, 60)}`, () => {
      const trouble = fleetTrouble(fleet, reason);
      expect(trouble).to.include({ fleet: 'crew', reason });
      expect(trouble.hint).to.match(hint);
    });
  }
});

describe('isShortage', () => {
  it('tells what passes from what does not', () => {
    for (const reason of [
      'Capacity is unavailable at this time. Please try again later or in a different availability zone',
      "You've reached the limit on the number of vCPUs you can run concurrently",
      'RESOURCE:ENI',
    ]) {
      expect(isShortage(reason), reason).to.equal(true);
    }
    for (const reason of [
      'CannotPullContainerError: not found',
      'AccessDeniedException: no',
      'AccessDeniedException: not authorized to perform: logs:PutLogEvents on resource: arn:aws:logs:x',
      'MISSING',
      SPOT_TAKEN,
    ]) {
      expect(isShortage(reason), reason).to.equal(false);
    }
  });
});

describe('neverStarted', () => {
  it('tells a container that never ran from one that ended', () => {
    expect(neverStarted('CannotPullContainerError: no image with the tag abc')).to.equal(true);
    expect(neverStarted('ECS was unable to assume the role that was provided')).to.equal(true);
    expect(neverStarted('Essential container in task exited: exit code 1')).to.equal(false);
    expect(neverStarted(SPOT_TAKEN)).to.equal(false);
  });
});
