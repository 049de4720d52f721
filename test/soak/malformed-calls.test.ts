import { malformedCallsFail } from '../support/malformed-suite.ts';

malformedCallsFail(5000, 2);
