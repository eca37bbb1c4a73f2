-- +goose Up
-- Counting: what of the ledger counts is worked out from its entries whenever
-- it is asked for. What is kept here is a copy for the lists of units, and can
-- be thrown away: `lentera admin recount --repair` makes it anew.

-- The most JP that count for a class in a year, where the agency has set one.
-- Nothing is shipped: the source for PPPK is not certain (asn-domain.md §9).
CREATE TABLE merit.ceilings (
    class     text NOT NULL,
    from_year int  NOT NULL,
    jp        int  NOT NULL CONSTRAINT ceilings_jp CHECK (jp >= 0), -- 0: none from this year on
    basis     text NOT NULL CONSTRAINT ceilings_basis CHECK (basis <> ''),
    CONSTRAINT ceilings_pkey PRIMARY KEY (class, from_year)
);

CREATE TABLE merit.balances (
    person_id uuid NOT NULL CONSTRAINT balances_person REFERENCES accounts.persons (id),
    year      int  NOT NULL,
    -- tenths of a JP
    claimed   int  NOT NULL,
    evidenced int  NOT NULL,
    counted   int  NOT NULL CONSTRAINT balances_counted CHECK (counted >= 0),
    quarters  int[] NOT NULL CONSTRAINT balances_quarters CHECK (cardinality(quarters) = 4), -- counted
    CONSTRAINT balances_pkey PRIMARY KEY (person_id, year)
);
CREATE INDEX balances_of_year ON merit.balances (year, person_id);

-- Of how many entries, and under what, a person's balances were made.
CREATE TABLE merit.counts (
    person_id  uuid        NOT NULL CONSTRAINT counts_person REFERENCES accounts.persons (id) CONSTRAINT counts_pkey PRIMARY KEY,
    entries    int         NOT NULL,
    basis      text        NOT NULL, -- merit.basis on the day
    counted_at timestamptz NOT NULL DEFAULT now()
);

-- What a balance depends on beside the entries.
-- +goose StatementBegin
CREATE FUNCTION merit.basis(rules text, of_class text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT rules || ' ' || of_class || COALESCE(
        (SELECT ' ' || string_agg(c.from_year || ':' || c.jp, ',' ORDER BY c.from_year) FROM merit.ceilings c WHERE c.class = of_class), '')
$$;
-- +goose StatementEnd

-- Where every ASN who is in a unit today stands in a year.
-- +goose StatementBegin
CREATE FUNCTION merit.standing(wanted int)
RETURNS TABLE (person_id uuid, full_name text, class text, unit_id uuid, unit_name text, claimed int, evidenced int, counted int,
               q1 int, q2 int, q3 int, q4 int, target int, status text) LANGUAGE sql STABLE AS $$
    WITH goal AS (
        SELECT DISTINCT ON (t.class) t.class, t.jp FROM merit.targets t WHERE t.from_year <= wanted ORDER BY t.class, t.from_year DESC)
    SELECT cm.person_id, p.full_name, p.class, u.id, u.name,
           COALESCE(b.claimed, 0), COALESCE(b.evidenced, 0), COALESCE(b.counted, 0),
           COALESCE(b.quarters[1], 0), COALESCE(b.quarters[2], 0), COALESCE(b.quarters[3], 0), COALESCE(b.quarters[4], 0),
           g.jp,
           CASE WHEN g.jp IS NULL THEN 'no_target'
                WHEN COALESCE(b.counted, 0) >= g.jp * 10 THEN 'reached'
                WHEN b.counted >= g.jp * 5 THEN 'half'
                WHEN b.counted > 0 THEN 'low'
                ELSE 'none' END
    FROM accounts.current_members cm
    JOIN accounts.persons p ON p.id = cm.person_id
    JOIN accounts.units u ON u.id = cm.unit_id
    LEFT JOIN merit.balances b ON b.person_id = cm.person_id AND b.year = wanted
    LEFT JOIN goal g ON g.class = p.class
    WHERE p.class IN ('pns', 'cpns', 'pppk', 'pppk_part_time')
$$;
-- +goose StatementEnd

-- What the IP-ASN simulation cannot know: typed by the person, an estimate.
CREATE TABLE merit.ipasn_inputs (
    person_id           uuid        NOT NULL CONSTRAINT ipasn_inputs_person REFERENCES accounts.persons (id) CONSTRAINT ipasn_inputs_pkey PRIMARY KEY,
    rule_set            text        NOT NULL,
    job                 text        NOT NULL,
    education           text        NOT NULL,
    leadership_done     boolean     NOT NULL,
    functional_done     boolean     NOT NULL,
    functional_required boolean     NOT NULL,
    performance         numeric(5, 2) CONSTRAINT ipasn_inputs_performance CHECK (performance BETWEEN 0 AND 120),
    predicate           text        NOT NULL,
    discipline          text        NOT NULL,
    updated_at          timestamptz NOT NULL DEFAULT now()
);

-- The official value as it was read; the newest one is shown.
CREATE TABLE merit.ipasn_official (
    person_id     uuid         NOT NULL CONSTRAINT ipasn_official_person REFERENCES accounts.persons (id),
    read_at       timestamptz  NOT NULL DEFAULT now(),
    qualification numeric(5, 2) NOT NULL,
    competence    numeric(5, 2) NOT NULL,
    performance   numeric(5, 2) NOT NULL,
    discipline    numeric(5, 2) NOT NULL,
    total         numeric(5, 2) NOT NULL,
    reckoned_at   timestamptz, -- when BKN made it, where it says so
    source        text         NOT NULL CONSTRAINT ipasn_official_source CHECK (source <> ''),
    CONSTRAINT ipasn_official_pkey PRIMARY KEY (person_id, read_at)
);
