-- What the clock of a camera showed. The instant (`taken_at`) is known only with its time zone.
alter table media add column taken_at_local text;
