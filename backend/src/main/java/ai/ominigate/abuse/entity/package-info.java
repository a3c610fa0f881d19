/** What the abuse desk judges: a network, an autonomous system, a country, a key, an account. */
@NullMarked
package ai.ominigate.abuse.entity;

import org.jspecify.annotations.NullMarked;
