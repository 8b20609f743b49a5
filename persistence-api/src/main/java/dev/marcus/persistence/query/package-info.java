/**
 * Questions to a store as data: filters, orders, pages and aggregations, each with its reference evaluation.
 *
 * <p>What the evaluation here answers is what every backend answers; a backend may find it faster, never differently.
 */
@NullMarked
package dev.marcus.persistence.query;

import org.jspecify.annotations.NullMarked;
