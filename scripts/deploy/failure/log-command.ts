import { child, itemsOf, type Tree, textOf } from '../yaml/tree.ts';
import type { Facts } from './facts.ts';

/** The command that shows what the failed thing itself said, where it is known who said it. */
export function logCommand(facts: Facts): string | undefined {
  const { event, reason, graph } = facts;
  const region = `--region ${graph.environment.region}`;
  if (event === undefined) return undefined;
  if (event.resourceType === 'AWS::ECS::Service') {
    const [, cluster, service] = /:service\/([^/]+)\/(.+)$/.exec(event.physicalId) ?? [];
    if (cluster === undefined) return undefined;
    return `See why its tasks stopped: aws ecs list-tasks --cluster ${cluster} --service-name ${service} --desired-status STOPPED ${region}`;
  }
  const name = providerOf(facts);
  if (name === undefined) return undefined;
  const stream = /CloudWatch Log Stream: (\S+)/.exec(reason)?.[1];
  const only = stream === undefined ? '--since 1h' : `--log-stream-names '${stream}'`;
  return `See what its function said: aws logs tail /aws/lambda/${name} ${only} ${region}`;
}

/** The name of the function behind a custom resource. */
function providerOf({ template, logicalId, failure }: Facts): string | undefined {
  const resource = template?.resources.get(logicalId ?? '');
  const token = child(child(resource?.tree, 'Properties'), 'ServiceToken');
  const arn = textOf(token);
  if (arn !== undefined) return /:function:([\w-]+)/.exec(arn)?.[1];
  const made = failure.events.find(event => event.logicalId === ownerOf(token) && event.physicalId !== '');
  return made?.physicalId;
}

function ownerOf(token: Tree | undefined): string | undefined {
  const attribute = child(token, 'Fn::GetAtt');
  return (textOf(attribute) ?? textOf(itemsOf(attribute)[0]))?.split('.')[0];
}
