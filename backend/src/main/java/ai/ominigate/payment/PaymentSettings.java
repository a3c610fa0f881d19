package ai.ominigate.payment;

import ai.ominigate.platform.AddressScope;
import ai.ominigate.platform.CannotStart;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how there are payments. Off unless Stripe's secret key and the secrets of its webhook are set; one without the
 * other refuses to start, as a webhook without a secret would take anybody's word.
 */
@Context
public final class PaymentSettings {
    private static final String STRIPE = "https://api.stripe.com";
    private static final int SHORTEST_SECRET = 12;
    private static final int PERCENT = 100;
    private static final long LARGEST_CENTS = 99_999_999; // Stripe's own bound of an amount in USD

    private final String secretKey;
    private final List<String> webhookSecrets;
    private final URI base;
    private final long minimumCents;
    private final long maximumCents;
    private final BigDecimal feePercent;
    private final long feeMinimumCents;
    private final boolean automaticTax;
    private final boolean invoices;
    private final @Nullable Duration creditLife;

    PaymentSettings(
            @Property(name = "stripe.secret-key", defaultValue = "") String secretKey,
            @Property(name = "stripe.webhook-secret", defaultValue = "") String webhookSecret,
            @Property(name = "stripe.api-base", defaultValue = STRIPE) String base,
            @Property(name = "ominigate.payment.minimum", defaultValue = "5") BigDecimal minimum,
            @Property(name = "ominigate.payment.maximum", defaultValue = "5000") BigDecimal maximum,
            @Property(name = "ominigate.payment.fee-percent", defaultValue = "0") BigDecimal feePercent,
            @Property(name = "ominigate.payment.fee-minimum", defaultValue = "0") BigDecimal feeMinimum,
            @Property(name = "ominigate.payment.automatic-tax", defaultValue = "false") boolean automaticTax,
            @Property(name = "ominigate.payment.invoices", defaultValue = "true") boolean invoices,
            @Property(name = "ominigate.payment.credit-life") @Nullable Duration creditLife) {
        this.secretKey = secretKey.strip();
        this.webhookSecrets = Stream.of(webhookSecret.split(",", -1))
                .map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .toList();
        this.base = base(base.strip().isEmpty() ? STRIPE : base.strip());
        this.minimumCents = cents("minimum", minimum);
        this.maximumCents = cents("maximum", maximum);
        this.feePercent = feePercent;
        this.feeMinimumCents = cents("fee-minimum", feeMinimum);
        this.automaticTax = automaticTax;
        this.invoices = invoices;
        this.creditLife = creditLife;
        checkSecrets();
        checkAmounts();
    }

    private void checkSecrets() {
        if (secretKey.isEmpty() != webhookSecrets.isEmpty()) {
            throw new CannotStart(
                    secretKey.isEmpty()
                            ? "STRIPE_WEBHOOK_SECRET is set without STRIPE_SECRET_KEY; set both to take payments, or neither."
                            : "STRIPE_SECRET_KEY is set without STRIPE_WEBHOOK_SECRET, so anybody could say that something was"
                                    + " paid; set both to take payments, or neither.");
        }
        if (!secretKey.isEmpty() && !secretKey.matches("(sk|rk)_(test|live)_[A-Za-z0-9_]+")) {
            throw new CannotStart(
                    "STRIPE_SECRET_KEY is no secret or restricted key of Stripe's: they begin with sk_test_,"
                            + " sk_live_, rk_test_ or rk_live_.");
        }
        for (String secret : webhookSecrets) {
            if (!secret.startsWith("whsec_") || secret.length() < SHORTEST_SECRET) {
                throw new CannotStart(
                        "STRIPE_WEBHOOK_SECRET has something in it that is no secret of a webhook: they begin"
                                + " with whsec_. Several are separated by commas.");
            }
        }
    }

    private void checkAmounts() {
        if (minimumCents < 1 || maximumCents < minimumCents || maximumCents > LARGEST_CENTS) {
            throw new CannotStart("ominigate.payment.minimum and .maximum must be dollars, from 0.01 to 999999.99, the"
                    + " minimum not above the maximum.");
        }
        if (feePercent.signum() < 0 || feePercent.compareTo(BigDecimal.valueOf(PERCENT)) > 0) {
            throw new CannotStart("ominigate.payment.fee-percent must be from 0 to 100.");
        }
        if (creditLife != null && !creditLife.isPositive()) {
            throw new CannotStart("ominigate.payment.credit-life must be a time such as 365d, or not be set.");
        }
    }

    private static URI base(String text) {
        try {
            URI uri = URI.create(text);
            String host = uri.getHost();
            if ("https".equals(uri.getScheme()) && host != null
                    || "http".equals(uri.getScheme()) && host != null && isThisMachine(host)) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // As one that is none.
        }
        throw new CannotStart("STRIPE_API_BASE must be an https:// address, or an http:// one on this machine.");
    }

    private static boolean isThisMachine(String host) {
        try {
            return host.equals("localhost")
                    || AddressScope.of(InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""))) == AddressScope.LOOPBACK;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static long cents(String name, BigDecimal dollars) {
        try {
            return dollars.movePointRight(2).longValueExact();
        } catch (ArithmeticException e) {
            throw new CannotStart("ominigate.payment." + name + " must be dollars and whole cents, as 5 or 5.50.", e);
        }
    }

    /** Whether there are payments. */
    public boolean isOn() {
        return !secretKey.isEmpty();
    }

    String secretKey() {
        return secretKey;
    }

    /** Those of now and, while they are changed, those of before. */
    List<String> webhookSecrets() {
        return webhookSecrets;
    }

    /** Whether the key is one for payments of real money. */
    boolean isLive() {
        return secretKey.contains("_live_");
    }

    URI base() {
        return base;
    }

    /** The least credit of a top-up, in cents. */
    public long minimumCents() {
        return minimumCents;
    }

    /** The most credit of a top-up, in cents. */
    public long maximumCents() {
        return maximumCents;
    }

    /** What a top-up of so much credit costs beside it, in cents; half a cent is a cent. */
    public long feeCents(long creditCents) {
        long share = feePercent
                .multiply(BigDecimal.valueOf(creditCents))
                .divide(BigDecimal.valueOf(PERCENT), 0, RoundingMode.HALF_UP)
                .longValueExact();
        return Math.max(share, feeMinimumCents);
    }

    /** Whether Stripe adds taxes. */
    public boolean automaticTax() {
        return automaticTax;
    }

    /** Whether Stripe makes an invoice of each top-up that somebody pays; a receipt it always makes. */
    boolean invoices() {
        return invoices;
    }

    /** When credit that is paid now is lost; null for never. */
    public @Nullable Instant expiry(Instant now) {
        return creditLife == null ? null : now.plus(creditLife);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "PaymentSettings[" + (isOn() ? base : "off") + "]";
    }
}
