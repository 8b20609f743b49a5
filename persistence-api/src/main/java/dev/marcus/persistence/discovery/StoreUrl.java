package dev.marcus.persistence.discovery;

import dev.marcus.persistence.error.ConfigurationException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The text that names a store: {@code scheme:location?name=value&name=value}. The location is taken as it stands; a
 * question mark in it is written {@code %3F}.
 */
record StoreUrl(String scheme, String location, Map<String, String> settings) {
    static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]{1,31}");
    private static final Pattern USER_INFO = Pattern.compile("//[^/?]*@");
    private static final Pattern SECRET =
            Pattern.compile("([?&][^=&]*(?:pass|secret|token|key|pwd)[^=&]*=)[^&]*", Pattern.CASE_INSENSITIVE);

    static StoreUrl parse(String url) {
        int colon = url.indexOf(':');
        if (colon == 1 && Character.isLetter(url.charAt(0))) {
            throw malformed(url, "it looks like a Windows path; write file:" + redact(url));
        }
        String scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!SCHEME.matcher(scheme).matches()) {
            throw malformed(url, "write the backend before a colon, such as sqlite:data/app.db");
        }
        String rest = url.substring(colon + 1);
        int question = rest.indexOf('?');
        String location = question < 0 ? rest : rest.substring(0, question);
        Map<String, String> settings = question < 0 ? Map.of() : settings(url, rest.substring(question + 1));
        return new StoreUrl(scheme, location.replace("%3F", "?").replace("%3f", "?"), settings);
    }

    private static Map<String, String> settings(String url, String query) {
        Map<String, String> settings = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw malformed(url, "behind the question mark write name=value, and & between two of them");
            }
            String name = pair.substring(0, equals);
            if (settings.put(name, decode(url, pair.substring(equals + 1))) != null) {
                throw malformed(url, "the setting '" + name + "' is given twice");
            }
        }
        return Collections.unmodifiableMap(settings);
    }

    private static String decode(String url, String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed(url, "a percent sign in a value is written %25");
        }
    }

    private static ConfigurationException malformed(String url, String advice) {
        return new ConfigurationException("PRS-100", "\"" + redact(url) + "\" names no store: " + advice + ".", null);
    }

    /** Returns the text without what may be secret. */
    static String redact(String url) {
        String withoutUser = USER_INFO.matcher(url).replaceAll("//****@");
        return SECRET.matcher(withoutUser).replaceAll("$1****");
    }
}
