import { expect } from 'chai';
import { openSession } from '../../scripts/aws/session.ts';

describe('openSession', () => {
  it('waits for no answer of CloudFormation or STS for ever', async () => {
    const session = openSession({
      region: 'us-east-1',
      endpoint: 'http://127.0.0.1:1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    });
    for (const client of [await session.cloudFormation(), await session.sts()]) {
      const handler = client.config.requestHandler as unknown as NodeHandler;
      // Only a call makes the handler settle its configuration.
      await handler.handle({}).catch(() => undefined);
      const { requestTimeout, throwOnRequestTimeout } = handler.httpHandlerConfigs();
      expect({ requestTimeout, throwOnRequestTimeout }).to.deep.equal({
        requestTimeout: 30_000,
        throwOnRequestTimeout: true,
      });
    }
    session.close();
  });
});

interface NodeHandler {
  handle(request: object): Promise<unknown>;
  httpHandlerConfigs(): { readonly requestTimeout?: number; readonly throwOnRequestTimeout?: boolean };
}
