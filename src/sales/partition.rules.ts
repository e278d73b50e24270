/** So many months ahead, the facts have a partition: long enough for a job that fails to be noticed. */
export const PARTITION_MONTHS = 24;
