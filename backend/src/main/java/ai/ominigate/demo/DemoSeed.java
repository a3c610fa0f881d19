package ai.ominigate.demo;

import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.IssuedKey;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.billing.Credits;
import ai.ominigate.platform.BeforeReady;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.DataFolder;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The demo's account, key and staff, there before anybody can ask. Starting again changes nothing: the account is found by its
 * name, its credit was granted once, its key and how its staff signs in are what {@code demo.json} says for as long as that file is there.
 */
@Singleton
@Requires(property = "ominigate.demo", value = "true")
final class DemoSeed implements BeforeReady {
    static final String ACCOUNT = "Demo";

    /** $25. */
    private static final long CREDIT_NANOS = 25_000_000_000L;

    private static final Duration KEY_IS_KNOWN_WITHIN = Duration.ofSeconds(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    private final Accounts accounts;
    private final Credits credits;
    private final KeyDirectory keys;
    private final DemoStaff staff;
    private final DemoCustomer customer;
    private final DemoCases cases;
    private final DemoRetention retention;
    private final DemoPolicy policy;
    private final DemoRequests requests;
    private final DemoMail.Access mail;
    private final DemoFile file;

    DemoSeed(
            Accounts accounts,
            Credits credits,
            KeyDirectory keys,
            DemoStaff staff,
            DemoCustomer customer,
            DemoCases cases,
            DemoRetention retention,
            DemoPolicy policy,
            DemoRequests requests,
            DemoMail.Access mail,
            DataFolder folder) {
        this.accounts = accounts;
        this.credits = credits;
        this.keys = keys;
        this.staff = staff;
        this.customer = customer;
        this.cases = cases;
        this.retention = retention;
        this.policy = policy;
        this.requests = requests;
        this.mail = mail;
        this.file = new DemoFile(folder.demoFile());
    }

    @Override
    public void prepare(URI baseUrl) {
        try {
            Account account = account();
            credits.grant(account.id(), CREDIT_NANOS, "demo " + account.id(), "what every demo starts with");
            List<DemoStaff.Entry> people = staff.enrol(file.staff());
            cases.make();
            retention.make(staff.auditor());
            policy.make();
            requests.make();
            DemoCustomer.Entry owner = customer.enrol(account, file.customer());
            file.write(baseUrl, key(account), owner, people, mail);
        } catch (SQLException e) {
            throw new CannotStart(
                    "The demo's account and staff could not be made: the database refused it. Start again.", e);
        }
    }

    private Account account() throws SQLException {
        Account known = accounts.named(ACCOUNT);
        return known != null ? known : accounts.create(ACCOUNT);
    }

    private String key(Account account) throws SQLException {
        String before = file.apiKey();
        if (before != null && belongsTo(account, before)) {
            return before;
        }
        IssuedKey issued = accounts.issue(account.id(), NewKey.named("Demo key"));
        if (issued == null) {
            throw new CannotStart("The demo's account was deleted while the demo started. Start again.");
        }
        awaitKnown(account, issued.secret());
        return issued.secret();
    }

    private boolean belongsTo(Account account, String secret) {
        ApiKey key = keys.find(secret);
        return key != null && key.accountId().equals(account.id());
    }

    /** Whoever reads the file calls at once, so the key must work by then. */
    private void awaitKnown(Account account, String secret) {
        long deadline = System.nanoTime() + KEY_IS_KNOWN_WITHIN.toNanos();
        while (!belongsTo(account, secret)) {
            if (System.nanoTime() - deadline > 0) {
                throw new CannotStart("The demo's key was made, but did not come into effect. Start again.");
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
