-- Letters go to printers: which run of a day each belongs to, who has it, and who the printers are.
-- depends: 0202.letter-attachments

create table postroom.print_runs (
    -- The local day on whose evening its letters go to print.
    day date primary key,
    begun_at timestamptz not null default postroom.now(),
    letters int not null
);
comment on table postroom.print_runs is
'The evenings on which letters went to print, each once (jobs.begin_printing).';

create table postroom.prints (
    notification_id uuid primary key,
    -- The run that it belongs to, also when it is handed over later.
    day date not null,
    -- Who has it, or may have it: nobody else is asked from then on. Null: certainly nobody.
    provider text
);
create index prints_day on postroom.prints (day);
comment on table postroom.prints is
'Letters that are being printed, or were in the last month (ops.tidy_up). As long as one waits for its
printer it is in postroom.delivery_queue, lane "print".';
grant select on postroom.print_runs, postroom.prints to postroom_readonly;

create table postroom.provider_credentials (
    id uuid not null unique default gen_random_uuid(),
    identifier text primary key,
    -- Encrypted under SECRET_KEYS: what the provider knows now, and what it may know by now.
    secrets text not null,
    changed_at timestamptz not null default postroom.now()
);
comment on table postroom.provider_credentials is
'Credentials that the worker changes by itself; those in the settings are older than these.';

insert into postroom.provider_details
(
    identifier, display_name, notification_type, active, priority, resting_point,
    supports_international
)
values
('spool', 'Spool (files for a printer)', 'letter', true, 100, 100, true);

-- It was there to be shown; from now on what is active is given letters.
update postroom.provider_details
set active = false, version = version + 1, updated_at = postroom.now()
where identifier = 'dvla';

insert into postroom.alert_rules (name, severity, threshold, hold, description)
values
(
    'letters_unprinted', 'critical', 3600, default,
    'Letters have waited for their printer for longer than so many seconds since their run began'
),
(
    'print_run_late', 'critical', 3600, default,
    'No run of letters has begun so many seconds after the cut-off of a day'
);

-- What the printer is told every evening (jobs.begin_printing).
insert into postroom.templates (id, service_id, template_type)
values (
    '11fad854-fd38-4a7c-bd17-805fb13dfc12', 'd6aa2c68-a2d9-4437-ab19-3ae8eb202553', 'email'
);
insert into postroom.template_versions (
    template_id, version, name, subject, content, created_by_id
)
values (
    '11fad854-fd38-4a7c-bd17-805fb13dfc12', 1, 'Notify daily letter volumes',
    'Letters of ((date))',
    'Letters that come to you on ((date)):

* all: ((total_volume)) letters, ((total_sheets)) sheets
* first class: ((first_class_volume)) letters, ((first_class_sheets)) sheets
* second class: ((second_class_volume)) letters, ((second_class_sheets)) sheets
* economy: ((economy_mail_volume)) letters, ((economy_mail_sheets)) sheets
* international: ((international_volume)) letters, ((international_sheets)) sheets',
    '6af522d0-2915-4e52-83a3-3690455a5fe6'
);
