package dev.marcus.persistence.file;

import dev.marcus.persistence.tck.ForeignEntry;
import dev.marcus.persistence.tck.PersistenceBackendTck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class FileBackendTest extends PersistenceBackendTck {
    @Override
    protected String url(Path space) {
        return "file:" + space;
    }

    @Override
    protected boolean plantForeign(Path space, List<ForeignEntry> entries) throws IOException {
        Map<String, List<String>> members = new LinkedHashMap<>();
        for (ForeignEntry entry : entries) {
            String json = entry.json();
            if (json.startsWith("{") && !json.contains("_stored_at") && entry.storedAt() != null) {
                json = json.replaceFirst("\\{", "{\"_stored_at\":\"" + entry.storedAt() + "\",");
            }
            members.computeIfAbsent(entry.collection(), name -> new ArrayList<>())
                    .add("\"" + entry.key() + "\":" + json);
        }
        Files.createDirectories(space);
        for (Map.Entry<String, List<String>> collection : members.entrySet()) {
            Files.writeString(
                    space.resolve(collection.getKey() + ".json"), "{" + String.join(",", collection.getValue()) + "}");
        }
        return true;
    }
}
