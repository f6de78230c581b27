-- Each claim of a row by a worker has an id. It fences the row, also when the worker renews its lease.
alter table media add column lease_id uuid;
alter table mails add column lease_id uuid;
alter table exports add column lease_id uuid;
alter table erasures add column lease_id uuid;

-- The minute of its schedule for which a job runs: one run of all instances. Runs by hand have none.
alter table job_runs add column scheduled_for timestamptz(3);
alter table job_runs add column attempts smallint not null default 1;
create unique index job_runs_by_slot on job_runs (name, scheduled_for);
