import { Examination } from '../../corpus/examination';
import { PENDING } from '../../corpus/pending';
import { SHAPES } from '../../corpus/shapes';

jest.setTimeout(300_000);

beforeEach(() => { process.env.BUNDLING_MODE = 'docker'; });

/** What is pending may be true in Docker, where handlers are imported. */
test.each(SHAPES.filter(({ name }) => !PENDING.includes(name)).map((shape) => ({ name: shape.name, shape })))('$name', async ({ shape }) => {
  await new Examination(shape).hold(shape.inDocker ?? shape.outcome);
});
