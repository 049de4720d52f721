import { malformedCallsFail } from '../support/malformed-suite.ts';

malformedCallsFail(300, 1, 120_000);
