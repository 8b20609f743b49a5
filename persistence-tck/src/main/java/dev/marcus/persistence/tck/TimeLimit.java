package dev.marcus.persistence.tck;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** Lets a test fail whose backend never answers, and says where it stands: an interrupt would not end every wait. */
final class TimeLimit implements InvocationInterceptor {
    /** How long is waited for what should take no time, in seconds. */
    static int patience() {
        return Integer.getInteger("persistence.tck.patience", 30);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        boolean limited = method.getTargetClass().isAnnotationPresent(Timeout.class);
        if (limited) {
            invocation.proceed();
        } else {
            proceed(invocation, "the test");
        }
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        proceed(invocation, "closing the store after the test");
    }

    private static void proceed(Invocation<Void> invocation, String what) throws Throwable {
        long seconds = 4L * patience() * Integer.getInteger("persistence.tck.scale", 1);
        FutureTask<Void> work = new FutureTask<>(() -> {
            try {
                return invocation.proceed();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new ExecutionException(e);
            }
        });
        Thread thread = new Thread(work, "persistence-tck");
        thread.setDaemon(true);
        thread.start();
        try {
            work.get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() == null ? e : e.getCause();
        } catch (TimeoutException e) {
            StackTraceElement[] place = thread.getStackTrace();
            AssertionError stuck = new AssertionError(what + " has not ended after " + seconds
                    + " seconds; somebody waits for ever at "
                    + Arrays.stream(place).limit(5).toList());
            stuck.setStackTrace(place);
            throw stuck;
        }
    }
}
