using Forum.ClientApp;

return ClientProgram.Run(args);
