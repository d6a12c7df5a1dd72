import { uuid } from '@samspel/domain/input';
import { z } from 'zod';

export const SubmissionsOfCall = z.strictObject({ callId: uuid() });
export const OneSubmission = z.strictObject({ submissionId: uuid() });
