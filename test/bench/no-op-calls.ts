/**
 * The AWS calls of a deploy that finds nothing to do, all at once and nothing else: `node no-op-calls.ts ENDPOINT STACK...`.
 * What no deploy of these stacks can be faster than.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache(join(import.meta.dirname, '../../.cloudpool/compile-cache'));
const { openCloudFormation } = await import('../../scripts/aws/cloudformation-sdk.ts');
const { openSession } = await import('../../scripts/aws/session.ts');
const { openIdentityGateway } = await import('../../scripts/aws/sts.ts');

const [endpoint = '', ...stacks] = process.argv.slice(2);
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const session = openSession({ region: 'us-east-1', endpoint, credentials });
const cloudFormation = openCloudFormation(session);
await Promise.all([
  openIdentityGateway(session).whoAmI(),
  ...stacks.map(name => cloudFormation.describeStack(name)),
  ...stacks.map(name => cloudFormation.getTemplate(name)),
]);
session.close();
