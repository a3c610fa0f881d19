package ai.ominigate.model.customer;

import java.util.List;

/**
 * The accounts that somebody looked for.
 *
 * @param customers the newest first; several only where a key's first characters are those of another key too
 * @param more whether there are others, which are not shown
 */
public record FoundCustomers(List<FoundCustomer> customers, boolean more) {
    public FoundCustomers {
        customers = List.copyOf(customers);
    }
}
