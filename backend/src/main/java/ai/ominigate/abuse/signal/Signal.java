package ai.ominigate.abuse.signal;

/** What abuse looks like from outside, by metadata alone. What each counts and how it weighs is in {@link RuleTable}. */
enum Signal {
    S1("Credential stuffing", "failed sign-ins from one network for many accounts"),
    S2("Password guessing", "failed sign-ins of one account from many networks"),
    S3("Invalid-key probing", "different unknown API keys from one network"),
    S4("Key shared or leaked", "autonomous systems in a day, or countries in an hour, that one key is used from"),
    S5("Stolen key put to work", "times its usual tokens an hour that a key spends on a model it had only tried"),
    S6("Spend spike", "standard deviations by which an account's spending in a quarter of an hour exceeds its usual"),
    S7("Key in public", "places where everybody can read a key"),
    S8("Address rotation", "networks that one key is used from"),
    S9("Free-credit farming", "suspicious sign-ups from one network or of one mailbox"),
    S10("Card testing", "failed payments of one account or network"),
    S11("Disputed payment", "payments that were taken back"),
    S12("Refused by providers", "of 100 calls, those that providers refused for their content"),
    S13("Provider's notice", "complaints of a provider"),
    S14("Rate-limit storm", "per cent of a key's calls that were over its rate limit, for ten minutes on end"),
    S15("Catalogue scraping", "reads of models and prices without a key"),
    S16("Impossible travel", "kilometres an hour between two sessions of one account"),
    S17("Network class", "marks of a network that hides who is behind it"),
    S18("Account takeover", "steps of a takeover: new device, other e-mail address, new key");

    private final String title;
    private final String counts;

    Signal(String title, String counts) {
        this.title = title;
        this.counts = counts;
    }

    String title() {
        return title;
    }

    /** What its threshold is compared with. */
    String counts() {
        return counts;
    }
}
