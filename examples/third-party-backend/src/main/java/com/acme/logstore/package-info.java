/** A backend for small stores: everything in memory, and one file to which each commit adds a line. */
package com.acme.logstore;
