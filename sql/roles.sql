-- What belongs to the server rather than to one database's history: the roles, and the
-- extension that only a superuser may create. Run by the operator's own login before
-- the migrations, every time; each statement is safe to repeat.

-- One at a time, however many processes start together.
select pg_advisory_xact_lock(hashtext('postroom.roles'));

do $$
declare
    -- The roles log in without a password: it is for the server's pg_hba.conf, or for an
    -- operator who gives them one, to say from where.
    login text;
begin
    if to_regrole('postroom_owner') is null then
        create role postroom_owner nologin;
    end if;
    foreach login in array
        array['postroom_api', 'postroom_worker', 'postroom_dba', 'postroom_readonly']
    loop
        if to_regrole(login) is null then
            execute format('create role %I login', login);
        end if;
    end loop;
end
$$;

create schema if not exists partman;
create extension if not exists pg_partman schema partman;

-- Everything Postroom makes belongs to postroom_owner, so that no function with its
-- owner's rights has a superuser's.
grant usage, create on schema partman to postroom_owner;
grant all on all tables in schema partman to postroom_owner;
grant execute on all functions in schema partman to postroom_owner;
grant execute on all procedures in schema partman to postroom_owner;

-- What one role takes is not to be missed by the others. An operator's own figure is set for the
-- database, which counts more and stays: alter role … in database … set ….
do $$
declare
    wanted record;
    places int := current_setting('max_connections')::int;
begin
    for wanted in
        select * from (values
            ('postroom_api', 50, '30s', '10s', '256MB'),
            ('postroom_worker', 40, '10min', '60s', '4GB'),
            ('postroom_dba', 10, '1h', '60s', '4GB'),
            ('postroom_readonly', 10, '5min', '60s', '1GB')
        ) as r (login, share, statement_timeout, idle_timeout, temp_file_limit)
        where not exists (
            -- Only what is not so yet: two that alter a role at once stop one another.
            select from pg_roles as p
            where p.rolname = r.login
              and p.rolconnlimit = r.share * places / 100
              and p.rolconfig @> array[
                  'jit=off',
                  'statement_timeout=' || r.statement_timeout,
                  'idle_in_transaction_session_timeout=' || r.idle_timeout
              ]
              and (
                  not (select u.rolsuper from pg_roles as u where u.rolname = current_user)
                  or p.rolconfig @> array['temp_file_limit=' || r.temp_file_limit]
              )
        )
    loop
        begin
            execute format(
                'alter role %I connection limit %s', wanted.login, wanted.share * places / 100
            );
            -- Statements over many partitions look dear enough to be compiled, and are not.
            execute format('alter role %I set jit = off', wanted.login);
            execute format(
                'alter role %I set statement_timeout = %L', wanted.login, wanted.statement_timeout
            );
            execute format(
                'alter role %I set idle_in_transaction_session_timeout = %L',
                wanted.login, wanted.idle_timeout
            );
            -- Last, since only a superuser may.
            execute format(
                'alter role %I set temp_file_limit = %L', wanted.login, wanted.temp_file_limit
            );
        exception when insufficient_privilege then
            raise notice '% is without its limits: %', wanted.login, sqlerrm;
        end;
    end loop;
end
$$;

-- Nobody who logs in has a use for tables of his own or for large objects, which no quota bounds.
do $$ begin
    execute format('revoke temporary on database %I from public', current_database());
    revoke execute on function lo_creat(int), lo_create(oid), lo_from_bytea(oid, bytea) from public;
exception when insufficient_privilege then
    raise notice 'large objects are not revoked: %', sqlerrm;
end $$;

-- Who holds up vacuum, and what is in use, has to be seen across roles.
do $$ begin
    grant pg_read_all_stats to postroom_owner;
exception when insufficient_privilege then
    raise notice 'postroom_owner cannot see what others do: %', sqlerrm;
end $$;

do $$ begin
    execute format('grant create, temporary on database %I to postroom_owner', current_database());
    execute format('grant postroom_owner to %I', current_user);
    execute format('alter database %I set timezone = %L', current_database(), 'UTC');
end $$;

-- Operators see who holds a lock and for how long, also through functions of ops, and end
-- sessions that are in the way. Only a superuser, or who was given these roles, may give them.
do $$ begin
    grant pg_monitor, pg_signal_backend to postroom_dba;
    grant pg_read_all_stats to postroom_owner;
exception when insufficient_privilege then
    raise warning 'pg_monitor, pg_signal_backend were not given to postroom_dba, nor '
        'pg_read_all_stats to postroom_owner: ops.blockers() shows less; a superuser can';
end $$;

-- yoyo keeps its book of applied migrations here.
create schema if not exists yoyo authorization postroom_owner;
