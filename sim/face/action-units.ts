/**
 * The facial action units the face can perform, in the order of every action-unit array; intensities are 0..1.
 * AU43 (a tired lid drop) and AU45 (a blink) both close the lids: closure = 1 - (1 - AU43)(1 - AU45).
 * Numbering: Ekman and Friesen's Facial Action Coding System.
 */
export const ACTION_UNITS = ['AU1', 'AU2', 'AU4', 'AU5', 'AU6', 'AU7', 'AU12', 'AU25', 'AU26', 'AU43', 'AU45'] as const;

export type ActionUnit = (typeof ACTION_UNITS)[number];

/** Length of an action-unit array. */
export const ACTION_UNIT_COUNT = ACTION_UNITS.length;

/** Position of each unit in an action-unit array. */
export const AU1 = 0;
export const AU2 = 1;
export const AU4 = 2;
export const AU5 = 3;
export const AU6 = 4;
export const AU7 = 5;
export const AU12 = 6;
export const AU25 = 7;
export const AU26 = 8;
export const AU43 = 9;
export const AU45 = 10;
