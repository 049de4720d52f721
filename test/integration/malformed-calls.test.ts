import { malformedCallsFail } from '../support/malformed-suite.ts';

malformedCallsFail(300, 1);
