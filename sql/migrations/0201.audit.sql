-- Who changed what: a row for each change that a person makes to what is configured, by trigger so
-- that no function can forget to. Rows come and stay; no login role can change one.
-- depends: 0200.requests-to-join

-- In one transaction, whose rows have one time, what came first has the lower number.
create sequence postroom.audit_ids;
create table postroom.audit_log (
    at timestamptz not null,
    id bigint not null default nextval('postroom.audit_ids'),
    -- Who was signed in, or is named by the request; null when nobody is.
    person_id uuid,
    -- The login role: postroom_api for the admin app, that of a DBA or of the worker.
    login text not null,
    action text not null check (action in ('created', 'changed', 'deleted')),
    -- The table, and the row in it: its id, or what it is called.
    kind text not null,
    thing text,
    service_id uuid,
    -- The columns that are different; of a new or deleted row none.
    columns text [] not null,
    -- Their values, where those are nobody's personal data: ids, numbers, times, words of a list.
    old_values jsonb not null,
    new_values jsonb not null,
    primary key (at, id)
) partition by range (at);
comment on table postroom.audit_log is
'Each change that a person made, without personal data but for ids. A partition a month; nothing is
ever changed or deleted.';
create table postroom.audit_log_default partition of postroom.audit_log default;
create index audit_log_person on postroom.audit_log (person_id, at);
create index audit_log_service on postroom.audit_log (service_id, at);
create index audit_log_thing on postroom.audit_log (thing, at);
grant select on postroom.audit_log to postroom_readonly;

create function postroom.refuse_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'what is in % stays as it is', tg_table_name
        using errcode = 'insufficient_privilege';
end
$$;
create trigger stays before update or delete on postroom.audit_log
for each row execute function postroom.refuse_change();
create trigger stays_whole before truncate on postroom.audit_log
for each statement execute function postroom.refuse_change();

-- Values of a row that may be kept for ever.
create function postroom.impersonal(given jsonb)
    returns jsonb
    language sql immutable parallel safe
    return coalesce(
        (
            select jsonb_object_agg(e.key, e.value)
            from jsonb_each($1) as e
            where jsonb_typeof(e.value) in ('boolean', 'number')
              or jsonb_typeof(e.value) <> 'null' and (
                  e.key ~ '(^|_)ids?$|_at$|^(folder_)?permissions$'
                  or e.key = any(array[
                      'status', 'state', 'auth_type', 'key_type', 'callback_type', 'postage',
                      'notification_type', 'template_type', 'organisation_type', 'brand_type',
                      'letter_languages', 'lane'
                  ])
              )
        ),
        '{}'::jsonb
    );

create function postroom.audit() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    -- What signing in and being looked after leave behind.
    ignored constant text[] := array[
        'updated_at', 'version', 'context_version', 'failed_login_count', 'failed_code_count',
        'failed_codes_since', 'current_session_id', 'logged_in_at', 'evaluated_at'
    ];
    old_row jsonb := coalesce(to_jsonb(old), '{}');
    new_row jsonb := coalesce(to_jsonb(new), '{}');
    shown jsonb := case tg_op when 'DELETE' then old_row else new_row end;
    changed text[] := '{}';
begin
    if tg_op = 'UPDATE' then
        changed := array(
            select c.name from jsonb_object_keys(new_row) as c (name)
            where c.name <> all(ignored) and new_row -> c.name is distinct from old_row -> c.name
            order by c.name
        );
        if changed = '{}' then
            return null;
        end if;
        old_row := old_row - array(
            select c.name from jsonb_object_keys(old_row) as c (name) where c.name <> all(changed)
        );
        new_row := new_row - array(
            select c.name from jsonb_object_keys(new_row) as c (name) where c.name <> all(changed)
        );
    end if;
    insert into audit_log (
        at, person_id, login, action, kind, thing, service_id, columns, old_values, new_values
    ) values (
        postroom.now(),
        coalesce(
            -- Who signed in, as the API says (api.act_as), or else whom the change itself names.
            nullif(current_setting('postroom.person', true), ''),
            new_row ->> 'updated_by_id', new_row ->> 'archived_by_id',
            new_row ->> 'status_changed_by_id', new_row ->> 'created_by_id',
            new_row ->> 'from_user_id', new_row ->> 'invited_by_id', new_row ->> 'requester_id'
        )::uuid,
        session_user,
        case tg_op when 'INSERT' then 'created' when 'UPDATE' then 'changed' else 'deleted' end,
        tg_table_name,
        coalesce(shown ->> 'id', shown ->> tg_argv[0]),
        coalesce(
            shown ->> 'service_id', case tg_table_name when 'services' then shown ->> 'id' end
        )::uuid,
        changed,
        postroom.impersonal(old_row),
        postroom.impersonal(new_row)
    );
    return null;
end
$$;

-- What people configure, with the column that says which thing it is where none is called id.
do $$
declare
    kept record;
begin
    for kept in
        select * from (values
            ('users', null), ('webauthn_credentials', null),
            ('organisations', null), ('organisation_domains', 'domain'),
            ('organisation_users', 'user_id'), ('invited_organisation_users', null),
            ('email_branding', null), ('letter_branding', null),
            ('email_branding_pool', 'organisation_id'),
            ('letter_branding_pool', 'organisation_id'),
            ('services', null), ('service_users', 'user_id'), ('invited_users', null),
            ('join_requests', null), ('api_keys', null), ('service_callbacks', null),
            ('sms_senders', null), ('email_reply_to_addresses', null), ('letter_contacts', null),
            ('guest_list', null), ('retention_settings', null), ('inbound_numbers', null),
            ('allowances', null), ('templates', null), ('template_versions', 'template_id'),
            ('template_folders', null), ('template_folder_users', 'user_id'),
            ('template_email_files', null), ('contact_lists', null), ('provider_details', null),
            ('protected_sender_ids', 'sender'), ('unsubscribe_reports', null),
            ('legal_holds', null), ('pauses', null), ('alert_rules', 'name'),
            ('sms_rates', 'valid_from'), ('letter_rates', 'post_class'),
            ('default_allowances', 'organisation_type'), ('bank_holidays', 'day'),
            ('installation', null)
        ) as k ("table", thing)
        where to_regclass('postroom.' || k."table") is not null
    loop
        execute format(
            'create trigger audit after insert or update or delete on postroom.%I'
            ' for each row execute function postroom.audit(%s)',
            kept."table", coalesce(quote_literal(kept.thing), '')
        );
    end loop;
end
$$;

-- An upload is somebody's doing twice at most; the rest is the worker's.
create trigger audit_creation after insert on postroom.jobs
for each row execute function postroom.audit();
create trigger audit_cancelling after update of status on postroom.jobs
for each row when (new.status = 'cancelled' and old.status <> 'cancelled')
execute function postroom.audit();
