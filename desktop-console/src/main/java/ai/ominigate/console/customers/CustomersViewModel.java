package ai.ominigate.console.customers;

import ai.ominigate.console.remote.Calls;
import ai.ominigate.console.remote.Failure;
import ai.ominigate.model.customer.CustomerDetails;
import ai.ominigate.model.customer.FoundCustomer;
import ai.ominigate.model.customer.FoundCustomers;
import ai.ominigate.model.customer.KnownBy;
import ai.ominigate.model.customer.SearchCustomers;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.privacy.RestrictionDetails;
import ai.ominigate.model.reveal.Purpose;
import java.util.regex.Pattern;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/** Looking accounts up, without its looks. Nothing is asked for without a purpose, and what is shown is masked. */
final class CustomersViewModel {

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** By Stripe. Ours look like ids of accounts, and have to be said to be payments. */
    private static final Pattern PAYMENT = Pattern.compile("(cs|pi|ch|py|re|pyr|dp|du|issfr)_[A-Za-z0-9_]+");

    private static final Pattern INVOICE = Pattern.compile("(?=.*\\d)[A-Z0-9]{4,30}(-[A-Z0-9]{1,30}){1,3}");

    private final Calls calls;
    private final CustomersApi api;
    private final boolean seesRequests;
    private final ReadOnlyObjectWrapper<@Nullable FoundCustomers> found = new ReadOnlyObjectWrapper<>(this, "found");
    private final ReadOnlyObjectWrapper<@Nullable CustomerDetails> shown = new ReadOnlyObjectWrapper<>(this, "shown");
    private final ReadOnlyObjectWrapper<@Nullable Failure> failure = new ReadOnlyObjectWrapper<>(this, "failure");
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper(this, "busy");
    private final ObservableList<RequestSummary> requests = FXCollections.observableArrayList();
    private final ObservableList<RestrictionDetails> restrictions = FXCollections.observableArrayList();
    private Purpose purpose = Purpose.PRIVACY_REQUEST;

    /** @param seesRequests whether whoever looks may see what people ask about their data */
    CustomersViewModel(Calls calls, boolean seesRequests) {
        this.calls = calls;
        this.api = calls.api(CustomersApi.class);
        this.seesRequests = seesRequests;
    }

    /** What a name that somebody was told is, by its looks; an e-mail address if it is nothing else. */
    static KnownBy kind(String typed) {
        String value = typed.strip();
        if (ID.matcher(value).matches()) {
            return KnownBy.ACCOUNT_ID;
        }
        if (value.startsWith("cus_")) {
            return KnownBy.STRIPE_CUSTOMER;
        }
        if (value.startsWith("og-")) {
            return KnownBy.KEY_PREFIX;
        }
        if (PAYMENT.matcher(value).matches()) {
            return KnownBy.PAYMENT;
        }
        return INVOICE.matcher(value).matches() ? KnownBy.INVOICE : KnownBy.EMAIL;
    }

    /** What was found; null before somebody has looked. */
    ReadOnlyObjectProperty<@Nullable FoundCustomers> foundProperty() {
        return found.getReadOnlyProperty();
    }

    /** The account that shows; null for none. */
    ReadOnlyObjectProperty<@Nullable CustomerDetails> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /** Why nothing shows; null if something does, or nobody has looked. */
    ReadOnlyObjectProperty<@Nullable Failure> failureProperty() {
        return failure.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /** What the owner of the account that shows has asked about their data. */
    ObservableList<RequestSummary> requests() {
        return requests;
    }

    ObservableList<RestrictionDetails> restrictions() {
        return restrictions;
    }

    /** What whoever looks needs it for. */
    Purpose purpose() {
        return purpose;
    }

    /** Looks for accounts. One that is found alone is opened. */
    void search(KnownBy by, String value, Purpose why) {
        purpose = why;
        clear();
        busy.set(true);
        calls.read(
                api.search(new SearchCustomers(by, value.strip(), why, null)),
                result -> {
                    busy.set(false);
                    found.set(result);
                    if (result.customers().size() == 1) {
                        open(result.customers().getFirst());
                    }
                },
                this::fail);
    }

    /** Opens one that was found. */
    void open(FoundCustomer customer) {
        open(customer.id(), purpose);
    }

    /** Opens an account by its id. */
    void open(String account, Purpose why) {
        purpose = why;
        busy.set(true);
        failure.set(null);
        calls.read(api.customer(account, why), this::show, this::fail);
    }

    private void show(CustomerDetails customer) {
        busy.set(false);
        requests.clear();
        restrictions.clear();
        shown.set(customer);
        if (seesRequests) {
            calls.read(api.requests(customer.id()), page -> requests.setAll(page.items()), failure::set);
            calls.read(api.restrictions(customer.id()), page -> restrictions.setAll(page.items()), failure::set);
        }
    }

    private void fail(Failure why) {
        busy.set(false);
        shown.set(null);
        failure.set(why);
    }

    /** Asks anew for the account that shows. */
    void reload() {
        CustomerDetails now = shown.get();
        if (now != null) {
            open(now.id(), purpose);
        }
    }

    /** Nothing stays. */
    void clear() {
        found.set(null);
        shown.set(null);
        failure.set(null);
        requests.clear();
        restrictions.clear();
    }
}
