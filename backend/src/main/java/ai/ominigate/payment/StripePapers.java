package ai.ominigate.payment;

import ai.ominigate.accounts.Customers;
import ai.ominigate.egress.Egress;
import ai.ominigate.egress.OutwardClient;
import ai.ominigate.model.system.EgressUse;
import ai.ominigate.payment.StripeApi.Bill;
import ai.ominigate.payment.StripeApi.Charged;
import ai.ominigate.personal.DataSubject;
import ai.ominigate.personal.PersonalPapers;
import ai.ominigate.platform.Transaction;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What Stripe has made of somebody's payments: invoices, as files where Stripe hands them out, and a list of them and of what
 * was paid, with where its pages are that there is no file of. Of cards the list has nothing. Blocks.
 */
@Singleton
final class StripePapers implements PersonalPapers {
    private static final String LIST = "billing/stripe.json";
    private static final String INVOICES = "billing/invoices/";

    private static final String OFF =
            "Payments are off here now, so Stripe was not asked for invoices and receipts. Ask Stripe for them.";
    private static final String NO_FILE = "Stripe has made no file of it.";
    private static final String NOT_REGISTERED =
            "Where Stripe keeps the file is no host that this OminiGate may connect to. Fetch it by its link.";
    private static final String NOT_FETCHED =
            "Stripe did not hand the file out when this was made. Fetch it by its link.";
    private static final String NO_PDF = "What Stripe handed out is no file of the usual kind. Fetch it by its link.";
    private static final String TOO_LARGE = "The files are larger than what is put in here. Fetch it by its link.";
    private static final String TOO_LONG = "The files took too long. Fetch it by its link.";

    private static final int MOST_BYTES_OF_ONE = 5 * 1024 * 1024;
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ONE_WITHIN = Duration.ofSeconds(30);
    private static final int TRIES = 2;
    private static final int MOST_REDIRECTS = 3;
    private static final int OK = 200;
    private static final byte[] PDF = "%PDF-".getBytes(StandardCharsets.US_ASCII);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PaymentSettings settings;
    private final StripeApi stripe;
    private final Customers customers;
    private final Egress egress;
    private final DataSource dataSource;
    private final Bounds bounds;

    private final OutwardClient client = new OutwardClient(CONNECT_WITHIN);

    /**
     * What all files of one person may take together.
     *
     * @param bytes beyond which no more are fetched: they are in memory until they are packed
     * @param time beyond which no more are
     */
    record Bounds(long bytes, Duration time) {
        static final Bounds USUAL = new Bounds(48L * 1024 * 1024, Duration.ofMinutes(5));
    }

    @Inject
    StripePapers(
            PaymentSettings settings, StripeApi stripe, Customers customers, Egress egress, DataSource dataSource) {
        this(settings, stripe, customers, egress, dataSource, Bounds.USUAL);
    }

    StripePapers(
            PaymentSettings settings,
            StripeApi stripe,
            Customers customers,
            Egress egress,
            DataSource dataSource,
            Bounds bounds) {
        this.settings = settings;
        this.stripe = stripe;
        this.customers = customers;
        this.egress = egress;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.bounds = bounds;
    }

    @Override
    public void each(DataSubject subject, Locale language, Taker taker) throws IOException, SQLException {
        String customer = Transaction.<@Nullable String>run(
                dataSource, connection -> customers.stripeCustomer(connection, subject.account()));
        if (customer == null) {
            return;
        }
        ObjectNode list = JSON.createObjectNode().put("customer", customer);
        if (settings.isOn()) {
            add(list, customer, taker);
        } else {
            list.put("note", OFF);
        }
        taker.take(LIST, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(list));
    }

    private void add(ObjectNode list, String customer, Taker taker) throws IOException, SQLException {
        List<Charged> charges;
        List<Bill> bills;
        try {
            charges = stripe.chargesOf(customer);
            bills = stripe.invoicesOf(customer);
        } catch (StripeProblem.NotThere e) {
            list.put("note", "Stripe knows no such customer any more.");
            return;
        } catch (StripeProblem.Away e) {
            throw new Missing("Stripe does not answer, so its invoices cannot be added; it is asked again.", true, e);
        } catch (StripeProblem e) {
            throw new Missing(
                    "Stripe does not hand out invoices and receipts: look whether its key may read Charges and Invoices.",
                    false,
                    e);
        }
        ArrayNode payments = list.putArray("payments");
        charges.forEach(each -> payments.add(described(each)));
        ArrayNode invoices = list.putArray("invoices");
        Haul haul = new Haul(System.nanoTime() + bounds.time().toNanos(), bounds.bytes());
        for (Bill bill : bills) {
            invoices.add(fetched(bill, haul, taker));
        }
    }

    private static ObjectNode described(Charged charge) {
        ObjectNode described = JSON.createObjectNode()
                .put("id", charge.id())
                .put("at", charge.at().toString())
                .put("amount", TopUps.dollars(charge.cents()))
                .put("currency", charge.currency())
                .put("status", charge.status())
                .put("receiptNumber", charge.receiptNumber());
        return described.put("receiptPage", text(charge.receipt()));
    }

    private ObjectNode fetched(Bill bill, Haul haul, Taker taker) throws IOException, SQLException {
        ObjectNode described = JSON.createObjectNode()
                .put("id", bill.id())
                .put("number", bill.number())
                .put("at", bill.at().toString())
                .put("amount", TopUps.dollars(bill.cents()))
                .put("currency", bill.currency())
                .put("status", bill.status())
                .put("page", text(bill.page()))
                .put("link", text(bill.pdf()));
        switch (file(bill, haul)) {
            case Got.File(byte[] content) -> {
                String name = haul.name(bill);
                taker.take(name, content);
                described.put("file", name);
            }
            case Got.Not(String why) -> described.put("whyThereIsNoFile", why);
        }
        return described;
    }

    private static @Nullable String text(@Nullable URI uri) {
        return uri == null ? null : uri.toString();
    }

    /** What was fetched so far, and what still may be. */
    private static final class Haul {
        private final long deadline;
        private final Set<String> names = new HashSet<>();
        private long left;

        Haul(long deadline, long left) {
            this.deadline = deadline;
            this.left = left;
        }

        /** By its number, as people know it; by its id if that is none, or is another's too. */
        String name(Bill bill) {
            String number = bill.number();
            String wanted = number != null && number.matches("[A-Za-z0-9-]{1,60}") ? number : bill.id();
            String name = names.add(wanted) ? wanted : wanted + "-" + bill.id();
            return INVOICES + name + ".pdf";
        }
    }

    private sealed interface Got {
        record File(byte[] content) implements Got {}

        record Not(String why) implements Got {}
    }

    private Got file(Bill bill, Haul haul) throws IOException {
        if (bill.pdf() == null) {
            return new Got.Not(NO_FILE);
        }
        Got got = new Got.Not(NOT_FETCHED);
        for (int tried = 0; tried < TRIES && got.equals(new Got.Not(NOT_FETCHED)); tried++) {
            if (System.nanoTime() > haul.deadline) {
                return new Got.Not(TOO_LONG);
            }
            got = haul.left <= 0 ? new Got.Not(TOO_LARGE) : get(bill.pdf(), Math.min(MOST_BYTES_OF_ONE, haul.left));
        }
        if (got instanceof Got.File(byte[] content)) {
            haul.left -= content.length;
        }
        return got;
    }

    /** Follows no more than a few steps, and none to where nobody may connect to. */
    private Got get(URI start, long most) throws IOException {
        URI at = start;
        for (int step = 0; step <= MOST_REDIRECTS; step++) {
            if (!isFit(at)) {
                return new Got.Not(NOT_REGISTERED);
            }
            HttpResponse<byte[]> answer;
            try {
                answer = answer(at, most);
            } catch (ExecutionException | TimeoutException e) {
                // No connection, none in time, or more than is taken.
                return new Got.Not(isTooLarge(e) ? TOO_LARGE : NOT_FETCHED);
            }
            String location = answer.headers().firstValue("location").orElse(null);
            if (answer.statusCode() / 100 != 3 || location == null) {
                return content(answer);
            }
            at = resolved(at, location);
        }
        return new Got.Not(NOT_FETCHED);
    }

    private static boolean isTooLarge(Exception e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            String words = cause.getMessage();
            if (cause instanceof IOException && words != null && words.contains("capacity")) {
                return true;
            }
        }
        return false;
    }

    private static Got content(HttpResponse<byte[]> answer) {
        byte[] body = answer.body();
        if (answer.statusCode() != OK) {
            return new Got.Not(NOT_FETCHED);
        }
        boolean isPdf = Arrays.equals(PDF, Arrays.copyOf(body, PDF.length));
        return isPdf ? new Got.File(body) : new Got.Not(NO_PDF);
    }

    private static URI resolved(URI from, String location) {
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            return URI.create("about:blank");
        }
    }

    /** By a safe way alone, but for a stand-in on the machine that Stripe's API is said to be on. */
    private boolean isFit(URI uri) {
        String host = uri.getHost();
        boolean safe = "https".equals(uri.getScheme())
                || "http".equals(uri.getScheme())
                        && settings.base().getScheme().equals("http")
                        && settings.base().getHost().equals(host);
        return safe && host != null && egress.permits(host, EgressUse.PAYMENTS);
    }

    private HttpResponse<byte[]> answer(URI uri, long most) throws IOException, ExecutionException, TimeoutException {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(ONE_WITHIN).build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.get().sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
        try {
            return answer.get(ONE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("invoices were being fetched", e);
        } finally {
            answer.cancel(true);
        }
    }

    @PreDestroy
    void close() {
        client.close();
    }
}
