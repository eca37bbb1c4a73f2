// Package config reads every setting of Lentera from the environment, once, in
// cmd/lentera; nothing below cmd reads it. docs/configuration.md is generated
// from this struct and a test holds the two together.
package config

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
)

// Config is all settings. The doc tag is the English explanation; secret marks
// what `lentera config` must not print.
type Config struct {
	Addr           string   `env:"LENTERA_ADDR" envDefault:"127.0.0.1:8080" doc:"Address and port the server listens on."`
	PublicURL      string   `env:"LENTERA_PUBLIC_URL" envDefault:"http://localhost:8080" doc:"Address people type; used in QR codes and mail. https switches on secure cookies and HSTS."`
	DataDir        string   `env:"LENTERA_DATA_DIR" envDefault:"data" doc:"Folder for the generated secrets and, by default, for the private Postgres and object store."`
	TimeZone       string   `env:"LENTERA_TIME_ZONE" envDefault:"Asia/Jakarta" doc:"The agency's time zone: due dates, learning days and calendar years are counted in it."`
	AgencyName     string   `env:"LENTERA_AGENCY_NAME" envDefault:"Pemerintah Kabupaten Lumajang" doc:"Name of the agency on pages and certificates."`
	Demo           bool     `env:"LENTERA_DEMO" envDefault:"false" doc:"Loads demo people with printed sign-ins and says so on every screen. Refused together with an external database."`
	TrustedProxies []string `env:"LENTERA_TRUSTED_PROXIES" envSeparator:"," doc:"Addresses or networks of reverse proxies whose X-Forwarded-For is believed."`
	LogLevel       string   `env:"LENTERA_LOG_LEVEL" envDefault:"info" doc:"debug, info, warn or error."`
	MetricsToken   string   `env:"LENTERA_METRICS_TOKEN" secret:"true" doc:"Bearer token for /metrics from elsewhere; without it only this machine may read them."`

	DatabaseURL string `env:"LENTERA_DATABASE_URL" secret:"true" doc:"External Postgres (14 or newer), with sslmode. Empty: a private one is started."`
	DBPooler    string `env:"LENTERA_DB_POOLER" doc:"transaction when a transaction pooler stands before Postgres. Then LENTERA_DATABASE_DIRECT_URL is needed for jobs."`
	DBDirectURL string `env:"LENTERA_DATABASE_DIRECT_URL" secret:"true" doc:"Direct address beside a pooler, for migrations and notifications. Empty: LENTERA_DATABASE_URL."`
	DBMaxConns  int    `env:"LENTERA_DB_MAX_CONNS" envDefault:"16" doc:"Connections for requests; 8 per core is a good start."`

	S3Endpoint  string `env:"LENTERA_S3_ENDPOINT" doc:"host:port of an external S3 store. Empty: a private one is started."`
	S3AccessKey string `env:"LENTERA_S3_ACCESS_KEY" secret:"true" doc:"Access key of the external store."`
	S3SecretKey string `env:"LENTERA_S3_SECRET_KEY" secret:"true" doc:"Secret key of the external store."`
	S3Region    string `env:"LENTERA_S3_REGION" envDefault:"us-east-1" doc:"Region name the store expects."`
	S3Bucket    string `env:"LENTERA_S3_BUCKET" envDefault:"lentera" doc:"Bucket; made when it is not there."`
	S3Secure    bool   `env:"LENTERA_S3_SECURE" envDefault:"true" doc:"Speak TLS to the external store."`

	SMTPURL  string `env:"LENTERA_SMTP_URL" secret:"true" doc:"smtp://user:password@host:port or smtps://…. Empty: no mail is sent and the screens say nothing of mail."`
	MailFrom string `env:"LENTERA_MAIL_FROM" envDefault:"lentera@localhost" doc:"Sender address of mail."`

	PasswordMinLength int  `env:"LENTERA_PASSWORD_MIN_LENGTH" envDefault:"15" doc:"Shortest password in characters. NIST SP 800-63B-4 asks 15 where it is the only factor."`
	PasswordLocalRule bool `env:"LENTERA_PASSWORD_LOCAL_RULE" envDefault:"false" doc:"Also asks four character classes, as some local rules do. NIST advises against it."`
	HashesAtOnce      int  `env:"LENTERA_HASHES_AT_ONCE" envDefault:"0" doc:"Password hashes at work at once, each some 25 ms of a core. 0: one less than there are cores, at least one, so that a storm of sign-ins never takes the last core from those who are answering."`
	AnswerFileMB      int  `env:"LENTERA_ANSWER_FILE_MB" envDefault:"25" doc:"Largest file in MB (millions of bytes) that a learner may hand in as an answer, 1 to 200; a question may ask for less."`
	AnswerFilesMB     int  `env:"LENTERA_ANSWER_FILES_MB" envDefault:"200" doc:"All files of one attempt together, in MB."`
	MinStudyPercent   int  `env:"LENTERA_MIN_STUDY_PERCENT" envDefault:"25" doc:"Share of a lesson's stated minutes that the server must have seen a learner present before the lesson can be finished. 0 switches the rule off; demo mode uses 0."`

	StartsAtOnce  int           `env:"LENTERA_STARTS_AT_ONCE" envDefault:"8" doc:"Starts of quizzes at work at once; others wait in the order of coming. Half of LENTERA_DB_MAX_CONNS leaves room for those who are answering."`
	QueuePatience time.Duration `env:"LENTERA_QUEUE_PATIENCE" envDefault:"2s" doc:"How long a sign-in or a start waits inside its request before the person is told the place in the queue and the screen comes back by itself; at most 5s."`

	SiasnURL          string        `env:"LENTERA_SIASN_URL" doc:"Base of SIASN's SIMPEG API, for example https://apimws.bkn.go.id:8243/apisiasn/1.0. Empty: no connection; records go by file."`
	DemoSiasn         bool          `env:"LENTERA_DEMO_SIASN" envDefault:"true" doc:"In demo mode without LENTERA_SIASN_URL: send records to a made-up SIASN inside this program, which keeps them in the data folder. Never outside demo mode."`
	SiasnReferenceURL string        `env:"LENTERA_SIASN_REFERENCE_URL" doc:"Base of SIASN's reference API."`
	SiasnTokenURL     string        `env:"LENTERA_SIASN_TOKEN_URL" doc:"Where the APIM token is got (consumer key and secret)."`
	SiasnSSOURL       string        `env:"LENTERA_SIASN_SSO_URL" doc:"Where the SSO token is got; needed in the mode password."`
	SiasnKey          string        `env:"LENTERA_SIASN_KEY" secret:"true" doc:"Consumer key BKN gave the agency."`
	SiasnSecret       string        `env:"LENTERA_SIASN_SECRET" secret:"true" doc:"Consumer secret BKN gave the agency."`
	SiasnSSOMode      string        `env:"LENTERA_SIASN_SSO_MODE" envDefault:"manual" doc:"manual: an operator pastes the SSO token on the SIASN page. password: it is fetched (not where BKN asks a second factor). gateway: a proxy adds both tokens."`
	SiasnSSOClient    string        `env:"LENTERA_SIASN_SSO_CLIENT" doc:"client_id of the mode password."`
	SiasnSSOUser      string        `env:"LENTERA_SIASN_SSO_USER" secret:"true" doc:"NIP of the operator in the mode password."`
	SiasnSSOPassword  string        `env:"LENTERA_SIASN_SSO_PASSWORD" secret:"true" doc:"Password of that operator."`
	SiasnHeaders      []string      `env:"LENTERA_SIASN_HEADERS" envSeparator:"," secret:"true" doc:"Further headers for a proxy before SIASN, Name=value with commas between."`
	SiasnSPLPClient   string        `env:"LENTERA_SIASN_SPLP_CLIENT" doc:"Client id at an SPLP gateway such as Lumajang's; requests to LENTERA_SIASN_URL are then signed, usually with the mode gateway."`
	SiasnSPLPSecret   string        `env:"LENTERA_SIASN_SPLP_SECRET" secret:"true" doc:"Secret at the SPLP gateway."`
	SiasnAgencyID     string        `env:"LENTERA_SIASN_AGENCY_ID" doc:"instansiId of the agency, sent with each record; people SIASN counts elsewhere are not pushed. Empty: sent empty, and not looked at."`
	SiasnOrganiser    string        `env:"LENTERA_SIASN_ORGANISER" doc:"institusiPenyelenggara where a credit names no organiser. Empty: the agency's name."`
	SiasnJenisKursus  string        `env:"LENTERA_SIASN_JENIS_KURSUS" doc:"jenisKursus id for every course; SIASN takes it empty."`
	SiasnLokasiID     string        `env:"LENTERA_SIASN_LOKASI_ID" doc:"lokasiId for every course; SIASN takes it empty."`
	SiasnStructuralID string        `env:"LENTERA_SIASN_STRUCTURAL_ID" doc:"latihanStrukturalId of structural training (path 1). Empty: those are entered by hand."`
	SiasnWorkers      int           `env:"LENTERA_SIASN_WORKERS" envDefault:"1" doc:"Records pushed at once; never two of one person."`
	SiasnGap          time.Duration `env:"LENTERA_SIASN_GAP" envDefault:"500ms" doc:"Pause between two records, so that a queue of weeks drains politely. BKN publishes no limit."`
	SiasnSettle       time.Duration `env:"LENTERA_SIASN_SETTLE" envDefault:"1m" doc:"How long to wait before looking again for a row whose answer was lost."`
	SiasnTimeout      time.Duration `env:"LENTERA_SIASN_TIMEOUT" envDefault:"60s" doc:"How long to wait for one answer of SIASN. A save without an answer is looked for before it is tried again."`
	SiasnKeepLogDays  int           `env:"LENTERA_SIASN_KEEP_LOG_DAYS" envDefault:"90" doc:"Days the redacted log of calls to SIASN is kept."`

	DemoBsre        bool          `env:"LENTERA_DEMO_BSRE" envDefault:"false" doc:"In demo mode without LENTERA_BSRE_URL and LENTERA_SIGNING_ROOTS: offer signing by a made-up BSrE and a made-up portal inside this program. Never outside demo mode."`
	BsreURL         string        `env:"LENTERA_BSRE_URL" doc:"Address of the agency's BSrE Esign Client Service, without /api. Empty: no signing by BSrE, and its check of handed-in certificates is off."`
	BsreUsername    string        `env:"LENTERA_BSRE_USERNAME" secret:"true" doc:"User name (HTTP Basic) that the service knows this server by."`
	BsrePassword    string        `env:"LENTERA_BSRE_PASSWORD" secret:"true" doc:"Password of that user. An official's passphrase is never a setting."`
	BsrePlainHTTP   bool          `env:"LENTERA_BSRE_PLAIN_HTTP" envDefault:"false" doc:"Allow http:// to a private address. Passphrases then cross the agency's network in the clear."`
	BsrePerCall     int           `env:"LENTERA_BSRE_PER_CALL" envDefault:"10" doc:"Documents in one call of API v2. BSrE publishes no limit."`
	BsreTimeout     time.Duration `env:"LENTERA_BSRE_TIMEOUT" envDefault:"2m" doc:"How long one call that signs may take."`
	BsreSubscriber  string        `env:"LENTERA_BSRE_SUBSCRIBER" secret:"true" doc:"idSubscriber of the agency's electronic seal. Empty: no sealing."`
	BsreSealRenew   time.Duration `env:"LENTERA_BSRE_SEAL_RENEW" envDefault:"12h" doc:"How often the seal's activation code is renewed. BSrE does not publish how long one lives."`
	BsreSign        []string      `env:"LENTERA_BSRE_SIGN" envSeparator:"," envDefault:"v2" doc:"Which APIs sign: v2, v1 or both with a comma between. Needs LENTERA_SIGNING_ROOTS; without it only handed-in certificates are checked."`
	BsreVerify      string        `env:"LENTERA_BSRE_VERIFY" envDefault:"v2" doc:"Which API checks the signature of handed-in certificates: v2, v1 or off."`
	BsreStatusPath  string        `env:"LENTERA_BSRE_STATUS_PATH" doc:"Path of the status call where it is not /api/v2/user/check/status; /api/v2/user/check-status/ is seen too."`
	BsreCountAsText bool          `env:"LENTERA_BSRE_COUNT_AS_TEXT" envDefault:"false" doc:"Send the number of documents of a TOTP as text; both forms are seen."`
	BsreCodes       []string      `env:"LENTERA_BSRE_CODES" envSeparator:"," doc:"Further error numbers of the service, number=reason with commas between; the reasons are in docs/signing-outside.md. 2011 and 2031 are known."`
	BsreRewrites    bool          `env:"LENTERA_BSRE_REWRITES" envDefault:"false" doc:"The service does not append its signature to the file but writes it anew; what the pages say is then compared instead of the bytes."`

	PortalURL        string        `env:"LENTERA_PORTAL_URL" doc:"Address to which documents are handed for signing in the agency's own e-sign portal. Empty: no portal."`
	PortalCredential string        `env:"LENTERA_PORTAL_CREDENTIAL" secret:"true" doc:"Value of the header that the portal knows this server by, such as Bearer …."`
	PortalHeader     string        `env:"LENTERA_PORTAL_HEADER" envDefault:"Authorization" doc:"Name of that header."`
	PortalTimeout    time.Duration `env:"LENTERA_PORTAL_TIMEOUT" envDefault:"1m" doc:"How long one hand-off may take."`
	PortalPlainHTTP  bool          `env:"LENTERA_PORTAL_PLAIN_HTTP" envDefault:"false" doc:"Allow http:// to a private address."`
	PortalSigners    []string      `env:"LENTERA_PORTAL_SIGNERS" envSeparator:"," secret:"true" doc:"NIK under which the portal knows each official, NIP=NIK with commas between. Lentera keeps no NIK elsewhere."`

	SigningKeys     []string `env:"LENTERA_SIGNING_KEYS" envSeparator:"," doc:"Key files (PKCS#12, or PEM with an encrypted key) that sign certificates: a path is the agency's key, NIP=path an official's. The passphrase is given on the screen each time and is never kept. Needs LENTERA_SIGNING_ROOTS."`
	SigningRoots    string   `env:"LENTERA_SIGNING_ROOTS" doc:"PEM file with the root certificates of signers that are believed. Every signed file is verified against them before it counts."`
	SigningTSAURL   string   `env:"LENTERA_SIGNING_TSA_URL" doc:"Time-stamp authority (RFC 3161) for the local keys. Empty: signatures without a time-stamp (PAdES B-B)."`
	SigningTSARoots string   `env:"LENTERA_SIGNING_TSA_ROOTS" doc:"PEM file with the roots of time-stamp authorities that are believed. Empty: LENTERA_SIGNING_ROOTS."`

	CertificateNumber string `env:"LENTERA_CERTIFICATE_NUMBER" envDefault:"800.2/{seq}/LENTERA/{year}" doc:"Pattern of certificate numbers: {seq} running number of the year (4 digits or more), {year}."`
	JPRuleVersion     string `env:"LENTERA_JP_RULE_VERSION" envDefault:"PerLAN-10/2018" doc:"Name of the rule set under which JP are claimed and counted: PerLAN-10/2018 or Program-1:1. Several with commas: each year takes the newest in force on its first day."`
}

// Read reads the environment and refuses what cannot work, in one sentence.
func Read() (Config, error) {
	c, err := env.ParseAs[Config]()
	if err != nil {
		return c, fmt.Errorf("settings: %w", err)
	}
	if c.Demo && c.DatabaseURL != "" {
		return c, fmt.Errorf("settings: LENTERA_DEMO is refused together with LENTERA_DATABASE_URL: demo people never go into an external database")
	}
	if _, err := time.LoadLocation(c.TimeZone); err != nil || c.TimeZone == "Local" {
		return c, fmt.Errorf("settings: LENTERA_TIME_ZONE %q is not a time zone", c.TimeZone)
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || strings.Trim(u.Path, "/") != "" {
		return c, fmt.Errorf("settings: LENTERA_PUBLIC_URL must be scheme://host[:port]")
	}
	if c.DBPooler != "" && c.DBPooler != "transaction" {
		return c, fmt.Errorf("settings: LENTERA_DB_POOLER knows only \"transaction\"")
	}
	if (c.S3Endpoint == "") != (c.S3AccessKey == "") || (c.S3AccessKey == "") != (c.S3SecretKey == "") {
		return c, fmt.Errorf("settings: LENTERA_S3_ENDPOINT, LENTERA_S3_ACCESS_KEY and LENTERA_S3_SECRET_KEY go together")
	}
	if c.MinStudyPercent < 0 || c.MinStudyPercent > 100 {
		return c, fmt.Errorf("settings: LENTERA_MIN_STUDY_PERCENT is a percentage")
	}
	if c.HashesAtOnce < 0 || c.StartsAtOnce < 1 || c.QueuePatience < 0 || c.QueuePatience > 5*time.Second {
		return c, fmt.Errorf("settings: LENTERA_HASHES_AT_ONCE is at least 0, LENTERA_STARTS_AT_ONCE at least 1, LENTERA_QUEUE_PATIENCE between 0s and 5s")
	}
	if c.AnswerFileMB < 1 || c.AnswerFileMB > 200 || c.AnswerFilesMB < c.AnswerFileMB {
		return c, fmt.Errorf("settings: LENTERA_ANSWER_FILE_MB is from 1 to 200, and LENTERA_ANSWER_FILES_MB not less")
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	return c, nil
}

// Setting is one line of `lentera config` and of docs/configuration.md.
type Setting struct {
	Name, Default, Doc, Value string
	Secret                    bool
}

// Settings lists every setting with its present value; secrets show only
// whether they are set.
func (c Config) Settings() []Setting {
	v := reflect.ValueOf(c)
	out := make([]Setting, 0, v.NumField())
	for i := range v.NumField() {
		f := v.Type().Field(i)
		s := Setting{Name: f.Tag.Get("env"), Default: f.Tag.Get("envDefault"), Doc: f.Tag.Get("doc"),
			Secret: f.Tag.Get("secret") == "true", Value: fmt.Sprint(v.Field(i).Interface())}
		if s.Secret && s.Value != "" {
			s.Value = "(set)"
		}
		out = append(out, s)
	}
	return out
}

// Markdown is docs/configuration.md.
func Markdown() string {
	var b strings.Builder
	b.WriteString("# Configuration\n\nEvery setting is an environment variable. `lentera config` prints the values in force (never a secret).\n" +
		"This page is generated from `internal/config/config.go`; a test holds the two together.\n\n" +
		"| Variable | Default | Meaning |\n|---|---|---|\n")
	for _, s := range (Config{}).Settings() {
		def := "`" + s.Default + "`"
		if s.Default == "" {
			def = "–"
		}
		secret := ""
		if s.Secret {
			secret = " **Secret.**"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s%s |\n", s.Name, def, s.Doc, secret)
	}
	return b.String()
}
