"""Readers of texts, one form a module: each turns a text into findings, and knows no operator."""
