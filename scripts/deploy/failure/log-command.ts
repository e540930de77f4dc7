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
  const group = logGroupOf(facts);
  if (group === undefined) return undefined;
  const stream = /CloudWatch Log Stream: (\S+)/.exec(reason)?.[1];
  const only = stream === undefined ? '--since 1h' : `--log-stream-names '${stream}'`;
  return `See what its function said: aws logs tail ${group} ${only} ${region}`;
}

/** Where the function behind a custom resource logs: what its template says, else what Lambda calls it. */
export function logGroupOf(facts: Facts): string | undefined {
  const { template, logicalId } = facts;
  const token = child(child(template?.resources.get(logicalId ?? '')?.tree, 'Properties'), 'ServiceToken');
  const arn = textOf(token);
  if (arn !== undefined) {
    const name = /:function:([\w-]+)/.exec(arn)?.[1];
    return name === undefined ? undefined : `/aws/lambda/${name}`;
  }
  const owner = ownerOf(token);
  const made = template?.resources.get(owner ?? '');
  const group = child(child(child(made?.tree, 'Properties'), 'LoggingConfig'), 'LogGroup');
  const named = textOf(group) ?? physicalIdOf(facts, textOf(child(group, 'Ref')));
  const provider = physicalIdOf(facts, owner);
  return named ?? (provider === undefined ? undefined : `/aws/lambda/${provider}`);
}

function physicalIdOf({ failure }: Facts, logicalId: string | undefined): string | undefined {
  return failure.events.find(event => event.logicalId === logicalId && event.physicalId !== '')?.physicalId;
}

/** The resource of the same template that a ServiceToken names. */
function ownerOf(token: Tree | undefined): string | undefined {
  const attribute = child(token, 'Fn::GetAtt');
  return (textOf(attribute) ?? textOf(itemsOf(attribute)[0]))?.split('.')[0];
}
