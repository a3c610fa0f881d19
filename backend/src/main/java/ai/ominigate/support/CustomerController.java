package ai.ominigate.support;

import ai.ominigate.accounts.Customer;
import ai.ominigate.accounts.Customers;
import ai.ominigate.model.account.AccountStatus;
import ai.ominigate.model.customer.CustomerDetails;
import ai.ominigate.model.customer.FoundCustomer;
import ai.ominigate.model.customer.FoundCustomers;
import ai.ominigate.model.customer.SearchCustomers;
import ai.ominigate.model.reveal.Purpose;
import ai.ominigate.payment.Payers;
import ai.ominigate.personal.Masked;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Accounts for those who help customers and investigate. What operators do with accounts is not here. */
@Controller("/admin/v1/customers")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.LOOK_UP_ACCOUNTS)
final class CustomerController {
    /** Accounts that are shown of one search. */
    private static final int SHOWN = 20;

    private static final Pattern KEY_PREFIX = Pattern.compile("og-[A-Za-z0-9_-]{4}");
    private static final Pattern CASE = Pattern.compile("[a-z]+(-[a-z]+)*:[A-Za-z0-9_-]{1,100}");

    private final Customers customers;
    private final Payers payers;
    private final Portrait portrait;
    private final AuditLog audit;

    CustomerController(Customers customers, Payers payers, Portrait portrait, AuditLog audit) {
        this.customers = customers;
        this.payers = payers;
        this.portrait = portrait;
        this.audit = audit;
    }

    /**
     * Finds accounts by what somebody was told of them: exactly, for a purpose, and with an entry in the audit log, also
     * if there are none.
     */
    @Post("/search")
    FoundCustomers search(@Body SearchCustomers wish, Actor.Member me, HttpRequest<?> request) throws SQLException {
        String purpose = purpose(wish.purpose(), wish.caseName());
        List<Customer> found = find(wish);
        List<Customer> shown = found.stream().limit(SHOWN).toList();
        Map<String, String> details = Map.of("by", wish.by().name());
        if (shown.isEmpty()) {
            // What was looked for stays out: it may be personal, and is about nobody whose erasure would find it here.
            audit.append(act(me, "customer.search", null, purpose, request, details));
        }
        for (Customer customer : shown) {
            audit.append(act(me, "customer.search", customer, purpose, request, details));
        }
        return new FoundCustomers(shown.stream().map(CustomerController::found).toList(), found.size() > SHOWN);
    }

    private List<Customer> find(SearchCustomers wish) throws SQLException {
        String value = wish.value().strip();
        return switch (wish.by()) {
            case EMAIL -> listOf(customers.withEmail(value));
            case ACCOUNT_ID -> listOf(customers.withId(value));
            case STRIPE_CUSTOMER -> listOf(customers.withStripeCustomer(value));
            case PAYMENT -> ofAccount(payers.ofPayment(value));
            case INVOICE -> ofStripe(payers.ofInvoice(value));
            case KEY_PREFIX -> customers.withKey(keyPrefix(value), SHOWN + 1);
        };
    }

    private List<Customer> ofAccount(@Nullable UUID account) throws SQLException {
        return account == null ? List.of() : listOf(customers.withId(account.toString()));
    }

    private List<Customer> ofStripe(@Nullable String customer) throws SQLException {
        return customer == null ? List.of() : listOf(customers.withStripeCustomer(customer));
    }

    private static List<Customer> listOf(@Nullable Customer customer) {
        return customer == null ? List.of() : List.of(customer);
    }

    /** Whoever pastes a whole key must not hear it again, and should hear what to do. */
    private static String keyPrefix(String value) {
        String prefix = value.endsWith("…") ? value.substring(0, value.length() - 1) : value;
        if (!KEY_PREFIX.matcher(prefix).matches()) {
            throw Refused.invalid("A key is found by its first seven characters, as in og-Ab3d, and by no more of it."
                    + " If somebody sent you a whole key, ask them to revoke it.");
        }
        return prefix;
    }

    private static FoundCustomer found(Customer customer) {
        return new FoundCustomer(
                customer.account().id().toString(),
                Masked.name(customer.account().name()),
                customer.email() == null ? null : Masked.email(customer.email()),
                AccountStatus.valueOf(customer.account().status().name()),
                customer.account().createdAt());
    }

    /**
     * An account, with personal data masked and an entry in the audit log.
     *
     * @param purpose what for
     * @param caseName in which case, as {@code case:019a…}
     */
    @Get("/{id}")
    CustomerDetails get(
            @PathVariable String id,
            @QueryValue @Nullable Purpose purpose,
            @QueryValue("case") @Nullable String caseName,
            Actor.Member me,
            HttpRequest<?> request)
            throws SQLException {
        String why = purpose(purpose, caseName);
        Customer customer = customers.withId(id);
        if (customer == null) {
            throw Refused.notFound("There is no account with this id.");
        }
        audit.append(act(me, "customer.view", customer, why, request, Map.of()));
        return portrait.of(customer);
    }

    private static String purpose(@Nullable Purpose purpose, @Nullable String caseName) {
        if (purpose == null) {
            throw new Refused(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "purpose_missing",
                    "Say what you need it for, as the purpose: one of " + List.of(Purpose.values()) + ".");
        }
        if (caseName == null) {
            return purpose.name();
        }
        if (!CASE.matcher(caseName).matches()) {
            throw Refused.invalid("A case is a kind and an id, as in case:019a1b2c-….");
        }
        return purpose.name() + " " + caseName;
    }

    private static Act act(
            Actor.Member me,
            String action,
            @Nullable Customer customer,
            String purpose,
            HttpRequest<?> request,
            Map<String, String> details) {
        String subject =
                customer == null ? null : "account:" + customer.account().id();
        return new Act(me, action, Act.Outcome.DONE, subject, purpose, RequestId.of(request), details);
    }
}
