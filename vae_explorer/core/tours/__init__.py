"""Tours: plain text files that lead a room through the window, step by step."""
