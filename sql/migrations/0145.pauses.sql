-- What operators have stopped for a while, and why background jobs failed.
-- depends: 0090.one-check

create table postroom.pauses (
    id bigint primary key generated always as identity,
    lane text unique,
    service_id uuid unique references postroom.services,
    -- An upload.
    job_id uuid unique references postroom.jobs,
    reason text not null,
    paused_by text not null default session_user,
    paused_at timestamptz not null default postroom.now(),
    check (num_nonnulls(lane, service_id, job_id) = 1)
);
comment on table postroom.pauses is
'Lanes, services and uploads whose messages wait until ops.resume.';

-- Without what an exception said, which can be personal.
create table postroom.job_failures (
    job_id bigint primary key
    references procrastinate.procrastinate_jobs on delete cascade,
    failed_at timestamptz not null default clock_timestamp(),
    reason text not null
);
comment on table postroom.job_failures is
'Why background jobs failed: the kind of the exception, and where it was raised.';

grant select on postroom.pauses, postroom.job_failures to postroom_readonly;
