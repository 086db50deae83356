-- The service in whose name the platform writes to its users, with a template for each thing
-- it has to say. The ids are known to the admin app.
-- depends: 0013.allowances

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
