-- Whatever a request's answer depends on stamps its service anew when it changes, and what has
-- versions keeps each, by trigger so that no function can forget to. Then the service in whose name
-- the platform writes to its users, with a template for each thing it has to say; the ids are
-- known to the admin app.
-- depends: 0013.operations-and-alerts

create table postroom.versions (
    service_id uuid not null,
    kind text not null check (kind in ('service', 'api_key', 'service_callback')),
    id uuid not null,
    version int not null,
    -- The whole row, as the current one was then, without its secrets.
    data jsonb not null,
    primary key (service_id, kind, id, version)
);
comment on table postroom.versions is
'What services, API keys and service callbacks looked like after each change.';

create function postroom.stamp_services() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update services set context_version = nextval('postroom.context_versions')
    where id in (select changed.service_id from changed);
    return null;
end
$$;

create function postroom.stamp_services_of_users() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update services set context_version = nextval('postroom.context_versions')
    where id in (
        select service_users.service_id
        from service_users inner join changed on changed.id = service_users.user_id
    );
    return null;
end
$$;

create function postroom.stamp_service() returns trigger
    language plpgsql
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    new.context_version := nextval('postroom.context_versions');
    return new;
end
$$;

create function postroom.stamp_services_of_templates() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    update services set context_version = nextval('postroom.context_versions')
    where id in (
        select templates.service_id
        from templates inner join changed on changed.template_id = templates.id
    );
    return null;
end
$$;

create trigger stamp before update on postroom.services
for each row execute function postroom.stamp_service();

-- What stamps the service that its rows belong to.
do $$
declare
    stamped record;
    change text;
begin
    for stamped in
        select "table", "function" from (values
            ('service_users', 'stamp_services'), ('api_keys', 'stamp_services'),
            ('sms_senders', 'stamp_services'), ('email_reply_to_addresses', 'stamp_services'),
            ('letter_contacts', 'stamp_services'), ('guest_list', 'stamp_services'),
            ('retention_settings', 'stamp_services'), ('templates', 'stamp_services'),
            ('template_email_files', 'stamp_services_of_templates')
        ) as kinds ("table", "function")
    loop
        foreach change in array array['insert', 'update', 'delete'] loop
            execute format(
                'create trigger stamp_%s after %s on postroom.%I'
                ' referencing %s table as changed'
                ' for each statement execute function postroom.%I()',
                case change when 'insert' then 'inserted' when 'update' then 'updated' else 'deleted' end,
                change, stamped."table", case change when 'delete' then 'old' else 'new' end,
                stamped."function"
            );
        end loop;
    end loop;
end
$$;

create trigger stamp_updated after update on postroom.users
referencing new table as changed
for each statement execute function postroom.stamp_services_of_users();

create function postroom.keep_version() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
declare
    data jsonb := to_jsonb(new) - '{secret,bearer_token,context_version}'::text[];
begin
    insert into versions (service_id, kind, id, version, data)
    values (
        coalesce((data ->> 'service_id')::uuid, new.id), tg_argv[0], new.id, new.version, data
    );
    return null;
end
$$;

create function postroom.keep_email_file_version() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    insert into template_email_file_versions (
        id, version, template_id, template_version, filename, link_text, retention_period,
        validate_users_email, archived
    )
    values (
        new.id, new.version, new.template_id, new.template_version, new.filename,
        new.link_text, new.retention_period, new.validate_users_email,
        new.archived_at is not null
    );
    return null;
end
$$;

create function postroom.keep_provider_version() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, postroom, pg_temp
as $$
begin
    insert into provider_versions (
        provider_id, version, active, priority, resting_point, reason, created_by_id, updated_at
    ) values (
        new.id, new.version, new.active, new.priority, new.resting_point, new.reason,
        new.created_by_id, new.updated_at
    );
    return null;
end
$$;

-- What keeps a row for each version of a row: the function, and what it is told.
do $$
declare
    kept record;
begin
    for kept in
        select "table", "function", kind from (values
            ('services', 'keep_version', 'service'), ('api_keys', 'keep_version', 'api_key'),
            ('service_callbacks', 'keep_version', 'service_callback'),
            ('provider_details', 'keep_provider_version', null),
            ('template_email_files', 'keep_email_file_version', null)
        ) as kinds ("table", "function", kind)
    loop
        if kept."table" <> 'template_email_files' then
            execute format(
                'create trigger keep_first_version after insert on postroom.%I'
                ' for each row execute function postroom.%I(%s)',
                kept."table", kept."function", coalesce(quote_literal(kept.kind), '')
            );
        end if;
        execute format(
            'create trigger keep_version after update on postroom.%I'
            ' for each row when (new.version <> old.version) execute function postroom.%I(%s)',
            kept."table", kept."function", coalesce(quote_literal(kept.kind), '')
        );
    end loop;
end
$$;

insert into postroom.users (id, name, email_address, mobile_number, state)
values (
    '6af522d0-2915-4e52-83a3-3690455a5fe6', 'GOV.UK Notify',
    'notify-service-user@digital.cabinet-office.gov.uk', '+441234123412', 'active'
);

insert into postroom.services (
    id, name, normalised_name, email_sender_local_part, restricted, crown, permissions,
    email_message_limit, sms_message_limit, letter_message_limit,
    international_sms_message_limit, created_by_id
)
values (
    'd6aa2c68-a2d9-4437-ab19-3ae8eb202553', 'GOV.UK Notify', 'gov.uk.notify', 'gov.uk.notify',
    false, true, '{sms,email,international_sms,international_letters}',
    1000, 1000, 20000, 100, '6af522d0-2915-4e52-83a3-3690455a5fe6'
);

insert into postroom.service_users (service_id, user_id)
values ('d6aa2c68-a2d9-4437-ab19-3ae8eb202553', '6af522d0-2915-4e52-83a3-3690455a5fe6');

insert into postroom.sms_senders (id, service_id, sender, is_default)
values
(
    '286d6176-adbe-7ea7-ba26-b7606ee5e2a4', 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553',
    'GOVUK', true
),
-- For countries that take texts from numbers only.
(
    'd24b830b-57b4-4f14-bd80-02f46f8d54de', 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553',
    '07984404008', false
);

insert into postroom.email_reply_to_addresses (id, service_id, email_address, is_default)
values (
    'b3a58d57-2337-662a-4cba-40792a9322f2', 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553',
    'notify+1@digital.cabinet-office.gov.uk', false
);

insert into postroom.inbound_numbers (number, provider, active)
values ('07984404008', 'mmg', false);

insert into postroom.allowances (service_id, financial_year, fragments, is_custom)
values (
    'd6aa2c68-a2d9-4437-ab19-3ae8eb202553',
    extract(year from postroom.today() - interval '3 months')::int, 250000, true
);

insert into postroom.organisations (
    id, name, organisation_type, crown, agreement_signed, can_approve_own_go_live_requests
)
values (
    '477f8870-af2b-4b81-9a2c-1fad12028919', 'NHS Notify', 'nhs_notify', false, true, true
);

create temporary table seeds (id uuid, kind text, name text, subject text, content text)
on commit drop;

insert into seeds values
(
    '36fb0730-6259-4da1-8a80-c8de22ad4246', 'sms', 'Notify SMS verify code', null,
    '((verify_code)) is your code to sign in. It works for 30 minutes.'
),
(
    '299726d2-dba6-42b8-8209-30e1d66ea164', 'email', 'Email sign in link', 'Sign in',
    'Hello ((name))

Open this link to sign in:

((url))

It works once, and for 30 minutes. If you did not ask for it, you need do nothing.'
),
(
    'ece42649-22a8-4d06-b87f-d52d5d3f0a27', 'email', 'Notify email verification code',
    'Confirm your registration',
    'Hello ((name))

Open this link to confirm your email address and finish registering:

((url))

It works for an hour.'
),
(
    '474e9242-823b-4f99-813d-ed392e7f1201', 'email', 'Notify password reset email',
    'Choose a new password',
    'Hello ((user_name))

Open this link to choose a new password:

((url))

It works for an hour. If you did not ask for it, your password stays as it is.'
),
(
    '0880fbb1-a0c6-46f0-9a8e-36c986381ceb', 'email', 'Your GOV.UK Notify account',
    'You have an account already',
    'Someone tried to register with this email address, which has an account already.

Sign in here: ((signin_url))

If you have forgotten your password: ((forgot_password_url))

If it was not you who tried, tell us: ((feedback_url))'
),
(
    'eb4d9930-87ab-4aef-9bce-786762687884', 'email', 'Confirm your new email address',
    'Confirm your new email address',
    'Hello ((name))

Open this link to sign in with this email address from now on:

((url))

If you did not ask for that, tell us: ((feedback_url))'
),
(
    '4f46df42-f795-4cc4-83bb-65ca312f49cc', 'email', 'Notify invitation email',
    '((user_name)) has invited you to ((service_name))',
    '((user_name)) has invited you to join the team of ((service_name)).

Open this link to accept:

((url))

It works for 2 days.'
),
(
    '618185c6-3636-49cd-b7d2-6f6f5eb3bdde', 'email', 'Automated "You''re now live" message',
    '((service name)) is live',
    'Hello ((name))

((service name)) is live: it can send to anyone now.'
),
(
    'c73f1d71-4049-46d5-a647-d013bdeca3f0', 'email',
    'Email address changed by service manager', 'Your email address has changed',
    'Hello ((name))

((servicemanagername)) has changed the email address that you sign in with to
((email address)).'
),
(
    '8a31520f-4751-4789-8ea1-fe54496725eb', 'sms',
    'Phone number changed by service manager', null,
    '((servicemanagername)) has changed the phone number that your sign-in codes go to. '
    'It is this one now.'
),
(
    'a42f1d17-9404-46d5-a647-d013bdfca3e1', 'email',
    'Verify email reply-to address for a service', 'Your reply-to address works',
    'A service has asked for answers to its emails to come to this address.

You need do nothing: that this email has arrived is all we wanted to know.'
),
(
    '1c6f3a52-5c0e-4b7f-9d1e-8f0d1f6a2b43', 'email', 'Alert to operators', '((summary))',
    '((alerts))'
);

insert into postroom.templates (id, service_id, template_type)
select
    s.id,
    'd6aa2c68-a2d9-4437-ab19-3ae8eb202553' as service_id,
    s.kind as template_type
from seeds as s;

insert into postroom.template_versions (
    template_id, version, name, subject, content, created_by_id
)
select
    s.id as template_id,
    1 as version,
    s.name,
    s.subject,
    s.content,
    '6af522d0-2915-4e52-83a3-3690455a5fe6' as created_by_id
from seeds as s;
