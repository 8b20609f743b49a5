/**
 * What a coordinator of software agents keeps, with the JSON names of Marcus. Members that a type does not name are kept
 * in {@code extra}, so that reading and storing again loses nothing.
 */
@NullMarked
package dev.marcus.persistence.model;

import org.jspecify.annotations.NullMarked;
