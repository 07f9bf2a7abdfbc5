"""Acts on awards and duties; each leaves an AuditEntry."""
