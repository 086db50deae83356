-- What letters cost: pounds for so many sheets, by postage and time of creation.
-- depends: 0030.letters

create table postroom.letter_rates (
    post_class text not null
    check (post_class in ('first', 'second', 'economy', 'europe', 'rest-of-world')),
    sheet_count int not null check (sheet_count between 1 and 5),
    start_date timestamptz not null,
    -- The first moment at which another rate counts; open for the current one.
    end_date timestamptz check (end_date > start_date),
    rate numeric not null,
    primary key (post_class, sheet_count, start_date)
);
comment on column postroom.letter_rates.rate is 'Pounds a letter.';

-- Each row: the rates of so many sheets and of one more each.
insert into postroom.letter_rates (post_class, sheet_count, start_date, end_date, rate)
select
    classes.name as post_class,
    seeds.first_sheet + sheets.number - 1 as sheet_count,
    seeds.start_date::timestamptz as start_date,
    seeds.end_date::timestamptz as end_date,
    sheets.rate
from (values
    ('economy', '2025-03-31T23:00Z', '2026-01-05T00:00Z', 1, array[0.59, 0.64, 0.68, 0.73, 0.78]),
    ('economy', '2026-01-05T00:00Z', '2026-06-30T23:00Z', 1, array[0.64, 0.69, 0.73, 0.78, 0.82]),
    ('economy', '2026-06-30T23:00Z', null, 1, array[0.638, 0.684, 0.724, 0.779, 0.823]),
    ('second', '2016-03-31T23:00Z', '2018-09-30T23:00Z', 2, array[0.33, 0.36]),
    ('second', '2016-03-31T23:00Z', '2019-09-30T23:00Z', 1, array[0.3]),
    ('second', '2018-06-30T23:00Z', '2018-09-30T23:00Z', 4, array[0.39, 0.42]),
    ('second', '2018-09-30T23:00Z', '2019-09-30T23:00Z', 2, array[0.35, 0.4, 0.45, 0.5]),
    ('second', '2019-09-30T23:00Z', '2021-02-01T00:00Z', 1, array[0.35, 0.4, 0.45, 0.5, 0.55]),
    ('second', '2021-02-01T00:00Z', '2022-03-01T00:00Z', 1, array[0.39, 0.44, 0.49, 0.54, 0.59]),
    ('second', '2022-03-01T00:00Z', '2023-01-23T00:00Z', 1, array[0.41, 0.46, 0.51, 0.56, 0.61]),
    ('second', '2023-01-23T00:00Z', '2023-11-01T00:00Z', 1, array[0.47, 0.52, 0.57, 0.62, 0.67]),
    ('second', '2023-11-01T00:00Z', '2024-06-30T23:00Z', 1, array[0.54, 0.59, 0.63, 0.68, 0.73]),
    ('second', '2024-06-30T23:00Z', '2025-03-31T23:00Z', 1, array[0.61, 0.65, 0.68, 0.75, 0.79]),
    ('second', '2025-03-31T23:00Z', '2026-01-05T00:00Z', 1, array[0.68, 0.72, 0.77, 0.82, 0.86]),
    ('second', '2026-01-05T00:00Z', null, 1, array[0.73, 0.77, 0.82, 0.87, 0.91]),
    ('first', '2018-08-31T23:00Z', '2019-09-30T23:00Z', 1, array[0.56, 0.61, 0.66, 0.71, 0.76]),
    ('first', '2019-09-30T23:00Z', '2021-02-01T00:00Z', 1, array[0.61, 0.66, 0.71, 0.76, 0.81]),
    ('first', '2021-02-01T00:00Z', '2022-03-01T00:00Z', 1, array[0.69, 0.74, 0.79, 0.84, 0.89]),
    ('first', '2022-03-01T00:00Z', '2023-01-23T00:00Z', 1, array[0.63, 0.68, 0.73, 0.78, 0.83]),
    ('first', '2023-01-23T00:00Z', '2023-11-01T00:00Z', 1, array[0.72, 0.77, 0.82, 0.87, 0.92]),
    ('first', '2023-11-01T00:00Z', '2024-06-30T23:00Z', 1, array[0.82, 0.86, 0.9, 0.96, 1]),
    ('first', '2024-06-30T23:00Z', '2025-03-31T23:00Z', 1, array[0.97, 1.01, 1.05, 1.11, 1.15]),
    ('first', '2025-03-31T23:00Z', '2026-04-06T23:00Z', 1, array[1.49, 1.53, 1.57, 1.63, 1.67]),
    ('first', '2026-04-06T23:00Z', null, 1, array[1.56, 1.61, 1.66, 1.71, 1.76]),
    ('europe', '2020-07-01T00:00Z', '2021-02-01T00:00Z', 1, array[0.84, 0.92, 1, 1.08, 1.16]),
    ('europe', '2021-02-01T00:00Z', '2022-03-01T00:00Z', 1, array[0.89, 0.97, 1.05, 1.13, 1.21]),
    ('europe', '2022-03-01T00:00Z', '2023-01-23T00:00Z', 1, array[0.96, 1.04, 1.12, 1.2, 1.28]),
    ('europe', '2023-01-23T00:00Z', '2023-11-01T00:00Z', 1, array[1.05, 1.13, 1.21, 1.29, 1.37]),
    ('europe', '2023-11-01T00:00Z', '2024-01-02T00:00Z', 1, array[1.26, 1.31, 1.35, 1.4, 1.45]),
    ('europe', '2024-01-02T00:00Z', '2025-02-06T00:00Z', 1, array[1.44, 1.49, 1.53, 1.58, 1.63]),
    ('europe', '2025-02-06T00:00Z', '2026-01-05T00:00Z', 1, array[1.56, 1.61, 1.66, 1.71, 1.76]),
    ('europe', '2026-01-05T00:00Z', '2026-05-02T23:00Z', 1, array[1.72, 1.77, 1.82, 1.85, 1.9]),
    ('europe', '2026-05-02T23:00Z', null, 1, array[1.8, 1.84, 1.88, 1.92, 1.96])
) as seeds (post_class, start_date, end_date, first_sheet, rates)
cross join lateral unnest(seeds.rates) with ordinality as sheets (rate, number)
cross join lateral unnest(
    case seeds.post_class when 'europe' then array['europe', 'rest-of-world']
        else array[seeds.post_class]
    end
) as classes (name);

grant select on postroom.letter_rates to postroom_readonly;
