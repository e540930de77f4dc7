import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { generatedFiles } from '../../scripts/docs/files.ts';

const root = join(import.meta.dirname, '../..');

describe('generatedFiles', () => {
  const files = generatedFiles(root);

  for (const [path, text] of files) {
    it(`finds ${path} as it would be made now (else: make docs)`, () => {
      expect(readFileSync(join(root, path), 'utf8')).to.equal(text);
    });
  }

  it('tells of every template its parameters with their limits, its resources, and who imports its exports', () => {
    const page = files.get('docs/templates.md') ?? '';
    expect(page).to.match(/^\| `MemorySize` \| `512` \| Number, 128 to 10240 \| Memory of a worker/m);
    expect(page).to.match(/^\| `Workers` \| `lambda` \| String, `lambda` `container` `both` \|/m);
    expect(page).to.match(/^\| `StorageStackName` \| \*\*none\*\* \| String, /m);
    expect(page).to.match(/^\| `TaskQueue` \| `AWS::SQS::Queue` \|/m);
    expect(page).to.match(/^\| `DataBucketName` \| .+ \| `E-DataBucketName` \| .*pool.* \|$/m);
    expect(page).to.contain('| String, must look like code/&lt;function>/&lt;sha256>.zip |');
    expect(page).to.contain('- Refused: Workers is container, so ReservedConcurrency would');
  });
});
